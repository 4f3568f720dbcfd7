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
record RoundPlan(int perCampaign, int closing) {
  static final RoundPlan DEFAULT = new RoundPlan(24, 4);

  private static final int STEPS_BETWEEN = 20;
  private static final int STEPS_CLOSING = 100;

  int rounds() {
    return 2 * perCampaign + closing;
  }

  boolean isTakingPart(Mote mote, int round) {
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
  int readingsAfter(Mote mote, int round) {
    int own = round - (mote.campaign() - 1) * perCampaign;
    int done = Math.max(0, Math.min(perCampaign, own));
    return mote.readings() * done / perCampaign;
  }

  /** Whether a mote has new readings in a round. */
  boolean isReading(Mote mote, int round) {
    return readingsAfter(mote, round) > readingsAfter(mote, round - 1);
  }

  /** Steps of rehearsal of a mote without new readings. */
  int rehearsalSteps(int round) {
    return round > 2 * perCampaign ? STEPS_CLOSING : STEPS_BETWEEN;
  }
}
