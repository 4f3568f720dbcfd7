package io.tintin.transport.federation;

import io.tintin.core.aggregate.Aggregator;
import io.tintin.core.aggregate.FedAvg;
import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.wire.Names;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What a {@link FederatedServer} runs.
 *
 * @param fleet names the federation
 * @param initial the model of the first round
 * @param rounds how many
 * @param aggregator makes the next model of a round's updates
 * @param random seeds the aggregator; round {@code r} reads its stream {@code r}
 * @param participants the gateways of each round, asked when it opens, from 1
 * @param quorum updates that suffice once the deadline has passed; a round with fewer participants
 *     needs them all
 * @param roundDeadline how long a round waits for all its participants
 * @param maxMessageBytes larger messages are refused, both ways
 */
public record ServerOptions(
    String fleet,
    Model initial,
    int rounds,
    Aggregator aggregator,
    RandomSource random,
    IntFunction<Set<String>> participants,
    int quorum,
    Duration roundDeadline,
    int maxMessageBytes) {
  /** Checks the ranges. */
  public ServerOptions {
    Names.check("fleet", fleet);
    Objects.requireNonNull(initial, "initial");
    Objects.requireNonNull(aggregator, "aggregator");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(participants, "participants");
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1: " + rounds);
    }
    if (quorum < 1) {
      throw new IllegalArgumentException("quorum must be at least 1: " + quorum);
    }
    if (roundDeadline.isNegative() || roundDeadline.isZero()) {
      throw new IllegalArgumentException("roundDeadline must be positive: " + roundDeadline);
    }
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException("maxMessageBytes must be at least 1: " + maxMessageBytes);
    }
  }

  /**
   * All gateways in every round, all of them needed, federated averaging, a deadline of a minute.
   */
  public static ServerOptions of(
      String fleet, Model initial, int rounds, Set<String> gateways, RandomSource random) {
    Set<String> all = Set.copyOf(gateways);
    return new ServerOptions(
        fleet,
        initial,
        rounds,
        new FedAvg(),
        random,
        round -> all,
        Math.max(1, all.size()),
        Duration.ofMinutes(1),
        WireCodec.DEFAULT_MAX_BYTES);
  }

  /** With another way to make the next model. */
  public ServerOptions withAggregator(Aggregator newAggregator) {
    return new ServerOptions(
        fleet,
        initial,
        rounds,
        newAggregator,
        random,
        participants,
        quorum,
        roundDeadline,
        maxMessageBytes);
  }

  /** With other gateways in each round. */
  public ServerOptions withParticipants(IntFunction<Set<String>> newParticipants) {
    return new ServerOptions(
        fleet,
        initial,
        rounds,
        aggregator,
        random,
        newParticipants,
        quorum,
        roundDeadline,
        maxMessageBytes);
  }

  /** Closing a round at its deadline with this many updates. */
  public ServerOptions withQuorum(int newQuorum, Duration newRoundDeadline) {
    return new ServerOptions(
        fleet,
        initial,
        rounds,
        aggregator,
        random,
        participants,
        newQuorum,
        newRoundDeadline,
        maxMessageBytes);
  }
}
