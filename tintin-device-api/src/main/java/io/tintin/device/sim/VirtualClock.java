package io.tintin.device.sim;

import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.TimeSource;

/**
 * One device's clocks over a shared {@link VirtualTime}: the monotonic time is the shared one, the
 * wall time has its own setting, trust and epochs.
 */
public final class VirtualClock implements TimeSource {
  private final VirtualTime shared;
  private long wallMinusMono;
  private ClockTrust trust;
  private int epoch;

  VirtualClock(VirtualTime shared, long wallNanosAtStart, ClockTrust trust) {
    this.shared = shared;
    this.wallMinusMono = wallNanosAtStart;
    this.trust = trust;
  }

  @Override
  public long monoNanos() {
    return shared.nanos();
  }

  @Override
  public synchronized long wallNanos() {
    return shared.nanos() + wallMinusMono;
  }

  @Override
  public synchronized ClockTrust trust() {
    return trust;
  }

  @Override
  public synchronized int epoch() {
    return epoch;
  }

  @Override
  public void sleepUntil(long monoNanos) throws InterruptedException {
    shared.sleepUntil(monoNanos);
  }

  /** Sets the wall clock forward, or back when negative, as an operator or a time server would. */
  public synchronized void stepWall(long byNanos) {
    wallMinusMono = Math.addExact(wallMinusMono, byNanos);
    epoch++;
  }

  /** Changes how far the wall clock can be believed from now on. */
  public synchronized void setTrust(ClockTrust newTrust) {
    trust = newTrust;
  }
}
