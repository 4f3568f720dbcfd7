package io.tintin.transport.link;

import java.time.Duration;

/**
 * Time-outs, expiries and delays of an {@link MqttLink}.
 *
 * @param connect for TCP and CONNACK together
 * @param request for the answer to a subscribe; when closing, for the last publishes and then for
 *     the good-bye
 * @param keepAlive a silent connection is lost after one and a half of it; whole seconds
 * @param sessionExpiry how long the broker keeps messages for a link that is away, which is one
 *     that lost its connection or was closed {@linkplain MqttLinkOptions#keepsSession keeping its
 *     session}; whole seconds
 * @param messageExpiry how long the broker keeps a message nobody fetched; whole seconds
 * @param firstRetry delay before the first try to come back
 * @param longestRetry the delay doubles up to this
 * @param redelivery how long a message waits whose handler failed
 */
public record LinkTimes(
    Duration connect,
    Duration request,
    Duration keepAlive,
    Duration sessionExpiry,
    Duration messageExpiry,
    Duration firstRetry,
    Duration longestRetry,
    Duration redelivery) {
  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(65_535);

  /** For a gateway on a decent network. */
  public static final LinkTimes DEFAULT =
      new LinkTimes(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofHours(24),
          Duration.ofMinutes(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  /** Checks the ranges. */
  public LinkTimes {
    checkAtLeast("connect", connect, Duration.ofMillis(1));
    checkAtLeast("request", request, Duration.ofMillis(1));
    checkAtLeast("keepAlive", keepAlive, Duration.ofSeconds(1));
    checkAtLeast("sessionExpiry", sessionExpiry, Duration.ZERO);
    checkAtLeast("messageExpiry", messageExpiry, Duration.ofSeconds(1));
    checkAtLeast("firstRetry", firstRetry, Duration.ofMillis(1));
    checkAtLeast("longestRetry", longestRetry, firstRetry);
    checkAtLeast("redelivery", redelivery, Duration.ofMillis(1));
    if (keepAlive.compareTo(LONGEST_KEEP_ALIVE) > 0) {
      throw new IllegalArgumentException(
          "keepAlive must be at most " + LONGEST_KEEP_ALIVE + ": " + keepAlive);
    }
  }

  /** With other time-outs. */
  public LinkTimes withTimeouts(Duration newConnect, Duration newRequest) {
    return new LinkTimes(
        newConnect,
        newRequest,
        keepAlive,
        sessionExpiry,
        messageExpiry,
        firstRetry,
        longestRetry,
        redelivery);
  }

  /** With another keep-alive. */
  public LinkTimes withKeepAlive(Duration interval) {
    return new LinkTimes(
        connect,
        request,
        interval,
        sessionExpiry,
        messageExpiry,
        firstRetry,
        longestRetry,
        redelivery);
  }

  /** With other delays between tries to come back. */
  public LinkTimes withRetries(Duration first, Duration longest) {
    return new LinkTimes(
        connect, request, keepAlive, sessionExpiry, messageExpiry, first, longest, redelivery);
  }

  /** With another delay before a message comes again whose handler failed. */
  public LinkTimes withRedelivery(Duration delay) {
    return new LinkTimes(
        connect, request, keepAlive, sessionExpiry, messageExpiry, firstRetry, longestRetry, delay);
  }

  private static void checkAtLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }
}
