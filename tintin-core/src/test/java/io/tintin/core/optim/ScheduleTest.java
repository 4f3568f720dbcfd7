package io.tintin.core.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.optim.Schedule.Decay;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final int FULL = 32_768;

  @Test
  void factorsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("schedule.txt", "factor");
    assertThat(cases).hasSizeGreaterThan(300);
    for (GoldenCase c : cases) {
      String[] words = c.input(0).words();
      Schedule schedule =
          new Schedule(Decay.valueOf(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
      assertThat(schedule.factor(c.input(1).longInteger()))
          .as("%s", c)
          .isEqualTo(c.output(0).integer());
    }
  }

  private static int[] factors(Schedule schedule, int count) {
    int[] factors = new int[count];
    for (int step = 0; step < count; step++) {
      factors[step] = schedule.factor(step);
    }
    return factors;
  }

  @Test
  void aConstantIsTheFullRate() {
    assertThat(UpdateRule.FULL_RATE).isEqualTo(FULL);
    assertThat(factors(Schedule.CONSTANT, 3)).containsExactly(FULL, FULL, FULL);
    assertThat(Schedule.CONSTANT.factor(Long.MAX_VALUE)).isEqualTo(FULL);
  }

  @Test
  void aRateFalls() {
    assertThat(factors(Schedule.linear(4), 6)).containsExactly(FULL, 24_576, 16_384, 8192, 0, 0);
    assertThat(factors(new Schedule(Decay.QUADRATIC, 4, 0), 6))
        .containsExactly(FULL, 18_432, 8192, 2048, 0, 0);
    assertThat(factors(new Schedule(Decay.HALVING, 8, 0), 10))
        .containsExactly(FULL, FULL, 16_384, 16_384, 8192, 8192, 4096, 4096, 4096, 4096);
  }

  @Test
  void aWarmUpRisesInAStraightLine() {
    assertThat(factors(Schedule.CONSTANT, 2)).containsExactly(FULL, FULL);
    assertThat(factors(new Schedule(Decay.NONE, 10, 3), 5))
        .containsExactly(8192, 16_384, 24_576, FULL, FULL);
    assertThat(factors(Schedule.linear(4).withWarmUp(1), 4))
        .containsExactly(16_384, 24_576, 16_384, 8192);
  }

  /** Was a bug: four times the step wrapped. */
  @Test
  void afterTheLastStepTheFactorStays() {
    for (Decay decay : Decay.values()) {
      Schedule schedule = new Schedule(decay, 1000, 0);
      for (long step : new long[] {1L << 61, 1L << 62, Long.MAX_VALUE}) {
        assertThat(schedule.factor(step)).isEqualTo(schedule.factor(1000));
      }
      assertThat(schedule.withWarmUp(9).factor(-5)).isEqualTo(3276); // a hostile checkpoint's
    }
  }

  @Property
  void everyFactorIsInItsRangeAndADecayNeverRises(
      @ForAll Decay decay,
      @ForAll @LongRange(min = 1, max = Schedule.MAX_STEPS) long totalSteps,
      @ForAll @LongRange(min = 0, max = Schedule.MAX_STEPS) long warmUpSteps,
      @ForAll @LongRange(min = 0) long step) {
    long warmUp = Math.min(warmUpSteps, totalSteps);
    Schedule schedule = new Schedule(decay, totalSteps, warmUp);
    long inside = step % (totalSteps + 2);
    for (long s : new long[] {step, inside}) {
      assertThat(schedule.factor(s)).isBetween(0, FULL);
      if (s >= warmUp && s < Long.MAX_VALUE) {
        assertThat(schedule.factor(s + 1)).isLessThanOrEqualTo(schedule.factor(s));
      }
    }
  }

  @Test
  void stepsOutOfBoundsAreRefused() {
    assertThat(Schedule.MAX_STEPS).isEqualTo(1_099_511_627_776L);
    assertThat(Schedule.linear(Schedule.MAX_STEPS).withWarmUp(Schedule.MAX_STEPS).factor(0))
        .isZero();
    for (long steps : new long[] {0, -1, Schedule.MAX_STEPS + 1}) {
      assertThatThrownBy(() -> Schedule.linear(steps))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("schedule totalSteps must be in [1, 1099511627776]: " + steps);
    }
    for (long steps : new long[] {-1, 11}) {
      assertThatThrownBy(() -> Schedule.linear(10).withWarmUp(steps))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("schedule warmUpSteps must be in [0, 10]: " + steps);
    }
  }
}
