package io.tintin.device.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.TimeSource;
import io.tintin.device.time.TimeSourceContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VirtualTimeTest extends TimeSourceContract {
  @Override
  protected TimeSource open() {
    return VirtualTime.skipping().clock(0, ClockTrust.NTP);
  }

  @Test
  void manualTimeMovesOnlyWhenTold() {
    VirtualTime time = VirtualTime.manual();
    assertThat(time.nanos()).isZero();
    time.advance(10);
    time.advanceTo(7);
    assertThat(time.nanos()).isEqualTo(10);
    assertThatThrownBy(() -> time.advance(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("byNanos must be at least 0: -1");
  }

  @Test
  void sleepersWakeInTheOrderOfTheirDeadlines() throws Exception {
    VirtualTime time = VirtualTime.manual();
    List<Long> woken = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (long deadline : new long[] {30, 10, 20}) {
      threads.add(sleeper(time, deadline, woken));
    }
    while (time.sleepers() < 3) {
      Thread.onSpinWait();
    }
    while (time.nextDeadline().isPresent()) {
      int before = time.sleepers();
      time.advanceTo(time.nextDeadline().getAsLong());
      while (time.sleepers() == before || woken.size() != 3 - time.sleepers()) {
        Thread.onSpinWait();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(woken).containsExactly(10L, 20L, 30L);
    assertThat(time.nanos()).isEqualTo(30);
  }

  private static Thread sleeper(VirtualTime time, long deadline, List<Long> woken) {
    Thread thread =
        new Thread(
            () -> {
              try {
                time.clock(0, ClockTrust.NTP).sleepUntil(deadline);
                woken.add(deadline);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void interruptedSleeperIsNoLongerCounted() throws Exception {
    VirtualTime time = VirtualTime.manual();
    Thread thread = sleeper(time, 100, new ArrayList<>());
    while (time.sleepers() < 1) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertThat(time.sleepers()).isZero();
    assertThat(time.nextDeadline()).isEmpty();
  }

  @Test
  void trustChangesWhenTold() {
    VirtualClock clock = VirtualTime.manual().clock(0, ClockTrust.UNSYNCED);
    clock.setTrust(ClockTrust.GNSS);
    assertThat(clock.trust()).isEqualTo(ClockTrust.GNSS);
  }
}
