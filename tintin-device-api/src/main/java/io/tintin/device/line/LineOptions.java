package io.tintin.device.line;

import java.time.Duration;

/**
 * How a line is used. Patience times attempts has to be longer than what the other end may take for
 * an answer.
 *
 * @param maxPayload most bytes of an answer, in [0, {@link LineFrame#MAX_PAYLOAD}]
 * @param patience how long an answer may take before the request is sent again; at least 1 ms
 * @param attempts how often a request is sent at most; at least 1
 */
public record LineOptions(int maxPayload, Duration patience, int attempts) {
  /** For frames of up to 256 bytes; a request is sent ten times, a second apart. */
  public static final LineOptions DEFAULT =
      new LineOptions(256 - LineCodec.OVERHEAD, Duration.ofSeconds(1), 10);

  public LineOptions {
    if (maxPayload < 0 || maxPayload > LineFrame.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "maxPayload must be in [0, " + LineFrame.MAX_PAYLOAD + "]: " + maxPayload);
    }
    if (patience.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("patience must be at least 1 ms: " + patience);
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1: " + attempts);
    }
  }

  /** These, with another patience and number of attempts. */
  public LineOptions withRetry(Duration newPatience, int newAttempts) {
    return new LineOptions(maxPayload, newPatience, newAttempts);
  }
}
