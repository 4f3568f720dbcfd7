package io.tintin.samples.motes;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who does what in which round, counted from 1.
 *
 * <p>First the rounds of the single-hop campaign, then those of the multi-hop campaign two months
 * later, in which the motes of the first have no new readings and rehearse; at the end, all
 * rehearse.
 *
 * @param perCampaign rounds over which a recording is spread
 * @param closing rounds of rehearsal at the end
 */
public record RoundPlan(int perCampaign, int closing) {
  public static final RoundPlan DEFAULT = new RoundPlan(24, 4);

  private static final int STEPS_BETWEEN = 20;
  private static final int STEPS_CLOSING = 100;

  public int rounds() {
    return 2 * perCampaign + closing;
  }

  public boolean isTakingPart(Mote mote, int round) {
    return round > perCampaign || mote.campaign() == 1;
  }

  /** Names of the gateways in a round. */
  Set<String> participants(int round) {
    return Mote.ALL.stream()
        .filter(mote -> isTakingPart(mote, round))
        .map(Mote::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** How many of its readings a mote has replayed after a round. */
  public int readingsAfter(Mote mote, int round) {
    int own = round - (mote.campaign() - 1) * perCampaign;
    int done = Math.max(0, Math.min(perCampaign, own));
    return mote.readings() * done / perCampaign;
  }

  /** Steps of rehearsal of a mote in a round: none while it has new readings. */
  public int rehearsalSteps(Mote mote, int round) {
    if (readingsAfter(mote, round) > readingsAfter(mote, round - 1)) {
      return 0;
    }
    return round > 2 * perCampaign ? STEPS_CLOSING : STEPS_BETWEEN;
  }

  /** What a task does in a round, once the round's new readings have gone through it. */
  public void finish(Mote mote, int round, Learner<?> learner) {
    int steps = rehearsalSteps(mote, round);
    if (steps == 0) {
      learner.flush();
    } else {
      learner.rehearse(steps);
    }
  }
}
