package io.tintin.transport.wire;

import java.util.Objects;

/**
 * What became of an update.
 *
 * @param reason in words when refused, else empty; at most {@link #MAX_REASON} characters
 */
public record Receipt(int round, Status status, String reason) {
  /** Longest reason. */
  public static final int MAX_REASON = 256;

  /** What became of it; in each case it need not be sent again. */
  public enum Status {
    /** It counts, or a copy of it already did. */
    ACCEPTED,
    /** Its round was closed. */
    LATE,
    /** It does not fit; sending it again would not help. */
    REFUSED
  }

  /** Checks the ranges, and cuts the reason. */
  public Receipt {
    if (round < 1) {
      throw new IllegalArgumentException("round must be at least 1: " + round);
    }
    Objects.requireNonNull(status, "status");
    if (reason.length() > MAX_REASON) {
      reason = reason.substring(0, MAX_REASON);
    }
  }
}
