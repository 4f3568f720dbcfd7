package io.tintin.device.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SystemTimeSourceTest extends TimeSourceContract {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong mono = new AtomicLong(-5);
  private final AtomicLong wall = new AtomicLong(1_000 * SECOND);

  @Override
  protected TimeSource open() {
    return new SystemTimeSource(ClockTrust.NTP);
  }

  private SystemTimeSource faked() {
    return new SystemTimeSource(mono::get, wall::get, ClockTrust.RTC);
  }

  private void pass(long monoNanos, long wallNanos) {
    mono.addAndGet(monoNanos);
    wall.addAndGet(wallNanos);
  }

  @Test
  void wallTimeIsOfThisCentury() {
    long year2020 = 1_577_836_800L * SECOND;
    assertThat(open().wallNanos()).isGreaterThan(year2020);
    assertThat(open().trust()).isEqualTo(ClockTrust.NTP);
  }

  @Test
  void stepForwardOrBackBeginsAnEpoch() {
    SystemTimeSource time = faked();
    pass(SECOND, SECOND + 2 * SECOND);
    assertThat(time.epoch()).isEqualTo(1);
    pass(SECOND, SECOND - 3600 * SECOND);
    assertThat(time.epoch()).isEqualTo(2);
    pass(SECOND, SECOND);
    assertThat(time.epoch()).isEqualTo(2);
  }

  @Test
  void slewBeginsNone() {
    SystemTimeSource time = faked();
    for (int hour = 0; hour < 1_000; hour++) {
      pass(3600 * SECOND, 3600 * SECOND + 1_800_000_000L); // 500 millionths, as NTP slews at most
      assertThat(time.epoch()).isZero();
    }
  }
}
