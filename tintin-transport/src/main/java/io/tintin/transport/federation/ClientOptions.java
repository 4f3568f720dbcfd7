package io.tintin.transport.federation;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.wire.Names;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.Objects;

/**
 * Who a {@link FederatedClient} is.
 *
 * @param fleet the federation it takes part in
 * @param gateway its name there
 * @param random jitters the delays before something is sent again, nothing else
 * @param firstRetry delay before the first time
 * @param longestRetry the delay doubles up to this
 * @param maxMessageBytes larger messages are refused, both ways
 */
public record ClientOptions(
    String fleet,
    String gateway,
    RandomSource random,
    Duration firstRetry,
    Duration longestRetry,
    int maxMessageBytes) {
  /** Checks the names and ranges. */
  public ClientOptions {
    Names.check("fleet", fleet);
    Names.check("gateway", gateway);
    Objects.requireNonNull(random, "random");
    if (firstRetry.toMillis() < 1) {
      throw new IllegalArgumentException("firstRetry must be at least 1 ms: " + firstRetry);
    }
    if (longestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException(
          "longestRetry must be at least firstRetry: " + longestRetry);
    }
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException("maxMessageBytes must be at least 1: " + maxMessageBytes);
    }
  }

  /** Sends again after half a second to five. */
  public static ClientOptions of(String fleet, String gateway, RandomSource random) {
    return new ClientOptions(
        fleet,
        gateway,
        random,
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        WireCodec.DEFAULT_MAX_BYTES);
  }

  /** With other delays before something is sent again. */
  public ClientOptions withRetries(Duration first, Duration longest) {
    return new ClientOptions(fleet, gateway, random, first, longest, maxMessageBytes);
  }
}
