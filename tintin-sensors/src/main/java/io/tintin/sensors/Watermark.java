package io.tintin.sensors;

/**
 * Decides from the times of the samples alone what is on time, and up to when all has come.
 *
 * <p>The watermark is the greatest time seen less the lateness. A time further ahead of it than the
 * greatest jump is at first taken for wrong and moves nothing, so it does not make all others late.
 * It is believed when {@link #AHEAD_CONFIRMATIONS} samples in a row agree: their times grow, by no
 * more than the greatest jump each, so the source was away. When in the same way {@link
 * #BEHIND_CONFIRMATIONS} samples in a row are late and none is on time, the watermark itself is
 * wrong: a clock was set back, or had been ahead, and time begins anew.
 */
final class Watermark {
  enum Verdict {
    ON_TIME,
    LATE,
    FUTURE,
    RESTART
  }

  static final int AHEAD_CONFIRMATIONS = 3;
  static final int BEHIND_CONFIRMATIONS = 10;

  /** Times beyond this, 146 years from 1970, are never believed, so differences can't overflow. */
  static final long MAX_TIME = 1L << 62;

  private final long latenessNanos;
  private final long maxJumpNanos;
  private boolean hasStarted;
  private long newest;
  private long closedBefore;
  private int suspects;
  private long suspectNanos;

  /** Both below 2^60. */
  Watermark(long latenessNanos, long maxJumpNanos) {
    this.latenessNanos = latenessNanos;
    this.maxJumpNanos = maxJumpNanos;
  }

  /** Samples before this time are late; all that is before it has come. */
  long nanos() {
    return hasStarted ? Math.max(newest - latenessNanos, closedBefore) : Long.MIN_VALUE;
  }

  Verdict judge(long nanos) {
    if (nanos > MAX_TIME || nanos < -MAX_TIME) {
      return nanos > 0 ? Verdict.FUTURE : Verdict.LATE;
    }
    if (!hasStarted) {
      restartAt(nanos);
      return Verdict.ON_TIME;
    }
    boolean isAhead = nanos - maxJumpNanos > Math.max(newest, nanos());
    boolean isLate = nanos < nanos();
    if (!isAhead && !isLate) {
      suspects = 0;
      newest = Math.max(newest, nanos);
      return Verdict.ON_TIME;
    }
    suspect(nanos);
    if (isAhead) {
      return confirmAhead(nanos);
    }
    return confirmBehind(nanos);
  }

  private void suspect(long nanos) {
    boolean isNext = nanos > suspectNanos && nanos - maxJumpNanos <= suspectNanos;
    if (suspects == 0 || !isNext) {
      suspects = suspects > 0 && nanos == suspectNanos ? suspects : 1;
    } else {
      suspects++;
    }
    suspectNanos = nanos;
  }

  private Verdict confirmAhead(long nanos) {
    if (suspects < AHEAD_CONFIRMATIONS) {
      return Verdict.FUTURE;
    }
    newest = nanos;
    suspects = 0;
    return Verdict.ON_TIME;
  }

  private Verdict confirmBehind(long nanos) {
    if (suspects < BEHIND_CONFIRMATIONS) {
      return Verdict.LATE;
    }
    restartAt(nanos);
    return Verdict.RESTART;
  }

  private void restartAt(long nanos) {
    hasStarted = true;
    newest = nanos;
    closedBefore = Long.MIN_VALUE;
    suspects = 0;
  }

  /** Makes all times before this one late. */
  void closeBefore(long nanos) {
    closedBefore = Math.max(closedBefore, nanos);
  }

  /** Forgets all times: the next sample begins anew. */
  void forget() {
    hasStarted = false;
  }
}
