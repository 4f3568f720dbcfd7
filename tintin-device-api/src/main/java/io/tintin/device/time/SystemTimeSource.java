package io.tintin.device.time;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Time of this machine.
 *
 * <p>A new epoch begins when the wall clock has moved against the monotonic one, since they were
 * last compared, by more than {@link #STEP_NANOS} and a thousandth of the time gone by: a time
 * server slews by half of that at most, so only a step gets there. They are compared whenever
 * {@link #epoch()} is called.
 */
public final class SystemTimeSource implements TimeSource {
  /** Least jump of the wall clock that begins an epoch: one second. */
  public static final long STEP_NANOS = 1_000_000_000L;

  private static final int SLEW_DIVISOR = 1_000;

  private final LongSupplier mono;
  private final LongSupplier wall;
  private final ClockTrust trust;
  private long comparedAtMono;
  private long wallMinusMono;
  private int epoch;

  /**
   * Reads the machine's clocks.
   *
   * @param trust how far the caller knows the wall clock to be right
   */
  public SystemTimeSource(ClockTrust trust) {
    this(System::nanoTime, SystemTimeSource::systemWallNanos, trust);
  }

  SystemTimeSource(LongSupplier mono, LongSupplier wall, ClockTrust trust) {
    this.mono = mono;
    this.wall = wall;
    this.trust = trust;
    this.comparedAtMono = mono.getAsLong();
    this.wallMinusMono = wall.getAsLong() - comparedAtMono;
  }

  @Override
  public long monoNanos() {
    return mono.getAsLong();
  }

  @Override
  public long wallNanos() {
    return wall.getAsLong();
  }

  @Override
  public ClockTrust trust() {
    return trust;
  }

  @Override
  public synchronized int epoch() {
    long nowMono = mono.getAsLong();
    long difference = wall.getAsLong() - nowMono;
    long allowed = STEP_NANOS + (nowMono - comparedAtMono) / SLEW_DIVISOR;
    if (Math.abs(difference - wallMinusMono) > allowed) {
      epoch++;
    }
    comparedAtMono = nowMono;
    wallMinusMono = difference;
    return epoch;
  }

  @Override
  public void sleepUntil(long monoNanos) throws InterruptedException {
    long left = monoNanos - mono.getAsLong();
    do {
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep was interrupted " + left + " ns before its deadline");
      }
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      }
      left = monoNanos - mono.getAsLong();
    } while (left > 0);
  }

  private static long systemWallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
