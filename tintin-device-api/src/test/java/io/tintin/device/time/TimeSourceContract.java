package io.tintin.device.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What every {@link TimeSource} keeps. */
public abstract class TimeSourceContract {
  /** A time source on which one thread alone can sleep. */
  protected abstract TimeSource open();

  @Test
  void monotonicTimeNeverGoesBack() {
    TimeSource time = open();
    long before = time.monoNanos();
    for (int i = 0; i < 1_000; i++) {
      long now = time.monoNanos();
      assertThat(now - before).isNotNegative();
      before = now;
    }
  }

  @Test
  void sleepReachesItsDeadline() throws Exception {
    TimeSource time = open();
    long deadline = time.monoNanos() + 2_000_000;
    time.sleepUntil(deadline);
    assertThat(time.monoNanos() - deadline).isNotNegative();
  }

  @Test
  void sleepUntilThePastReturnsAtOnce() throws Exception {
    TimeSource time = open();
    time.sleepUntil(time.monoNanos());
    time.sleepUntil(time.monoNanos() - 1);
  }

  @Test
  void interruptEndsASleepAndIsCleared() {
    TimeSource time = open();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> time.sleepUntil(time.monoNanos() + 60_000_000_000L))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void epochStaysWhileNobodySetsTheClock() {
    TimeSource time = open();
    int epoch = time.epoch();
    for (int i = 0; i < 1_000; i++) {
      assertThat(time.epoch()).isEqualTo(epoch);
    }
  }
}
