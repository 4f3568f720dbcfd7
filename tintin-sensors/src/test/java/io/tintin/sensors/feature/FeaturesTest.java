package io.tintin.sensors.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.window.History;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MAX = ChannelSpec.MAX_MAGNITUDE;

  /** Every five seconds up to 30 s. */
  private static final History SIX =
      new ListHistory(
          new long[] {5 * SECOND, 10 * SECOND, 15 * SECOND, 20 * SECOND, 25 * SECOND, 30 * SECOND},
          new int[] {100, 102, 101, 110, 90, 104});

  private static OptionalInt of(Feature feature, History history, long from, long to) {
    int[] out = {0, 4_711, 0};
    boolean isThere = feature.compute(history, from, to, out, 1);
    assertThat(out[0]).isZero();
    assertThat(out[2]).isZero();
    if (!isThere) {
      assertThat(out[1]).isEqualTo(4_711);
    }
    return isThere ? OptionalInt.of(out[1]) : OptionalInt.empty();
  }

  @Test
  void windowBeginsAfterItsStart() {
    long from = 10 * SECOND;
    long to = 30 * SECOND; // 101, 110, 90, 104
    assertThat(of(Features.last(), SIX, from, to)).hasValue(104);
    assertThat(of(Features.mean(), SIX, from, to)).hasValue(101); // 405 / 4 = 101.25
    assertThat(of(Features.min(), SIX, from, to)).hasValue(90);
    assertThat(of(Features.max(), SIX, from, to)).hasValue(110);
    assertThat(of(Features.spread(), SIX, from, to)).hasValue(20);
  }

  @Test
  void trailingMeanReachesBehindTheWindow() {
    Feature feature = Features.aboveTrailingMean(Duration.ofSeconds(25));
    // 104 - (102 + 101 + 110 + 90 + 104) / 5 = 104 - 101.4
    assertThat(of(feature, SIX, 25 * SECOND, 30 * SECOND)).hasValue(3);
  }

  @Test
  void earlierMeanLeavesOutWhatIsWithinTheDelay() {
    Feature feature = Features.aboveEarlierMean(Duration.ofSeconds(15), Duration.ofSeconds(10));
    assertThat(feature.name()).isEqualTo("above-mean-15s-10s-ago");
    assertThat(feature.reachNanos()).isEqualTo(25 * SECOND);
    // 104 - (102 + 101 + 110) / 3 = 104 - 104.3
    assertThat(of(feature, SIX, 25 * SECOND, 30 * SECOND)).hasValue(0);
    Feature before = Features.aboveEarlierMean(Duration.ofSeconds(15), Duration.ofSeconds(26));
    assertThat(of(before, SIX, 25 * SECOND, 30 * SECOND)).isEmpty();
  }

  @Test
  void changeIsAgainstTheLatestSampleThatIsOldEnough() {
    assertThat(of(Features.changeSince(Duration.ofSeconds(15)), SIX, 0, 30 * SECOND)).hasValue(3);
    assertThat(of(Features.changeSince(Duration.ofSeconds(14)), SIX, 0, 30 * SECOND)).hasValue(3);
    assertThat(of(Features.changeSince(Duration.ofSeconds(26)), SIX, 0, 30 * SECOND)).isEmpty();
  }

  @Test
  void changeAcrossALongPauseIsAbsent() {
    History pause = new ListHistory(new long[] {0, 100 * SECOND}, new int[] {1, 2});
    assertThat(of(Features.changeSince(Duration.ofSeconds(50)), pause, 0, 100 * SECOND))
        .hasValue(1);
    assertThat(of(Features.changeSince(Duration.ofSeconds(49)), pause, 0, 100 * SECOND)).isEmpty();
  }

  @Test
  void slopeOfALineIsItsSlope() {
    long[] times = new long[13];
    int[] values = new int[13];
    for (int i = 0; i < 13; i++) {
      times[i] = i * 5 * SECOND;
      values[i] = 2_000 + 3 * i; // 36 in a minute
    }
    History line = new ListHistory(times, values);
    assertThat(of(Features.slopePerMinute(), line, -1, 60 * SECOND)).hasValue(36);
    assertThat(of(Features.slopePerHour(), line, -1, 60 * SECOND).getAsInt())
        .isBetween(2_155, 2_165); // 2,160 but for the ticks
  }

  @Test
  void emptyWindowHasNoFeatures() {
    for (Feature feature : all()) {
      assertThat(of(feature, SIX, 30 * SECOND, 60 * SECOND)).isEmpty();
      assertThat(of(feature, new ListHistory(new long[0], new int[0]), 0, 1)).isEmpty();
    }
  }

  @Test
  void namesAreShortAndDifferent() {
    assertThat(Arrays.stream(all()).map(Feature::name))
        .containsExactly(
            "last",
            "mean",
            "min",
            "max",
            "spread",
            "slope-1m",
            "slope-1h",
            "above-mean-5m",
            "change-30s");
  }

  private static Feature[] all() {
    return new Feature[] {
      Features.last(),
      Features.mean(),
      Features.min(),
      Features.max(),
      Features.spread(),
      Features.slopePerMinute(),
      Features.slopePerHour(),
      Features.aboveTrailingMean(Duration.ofMinutes(5)),
      Features.changeSince(Duration.ofSeconds(30)),
    };
  }

  @Test
  void floorIsOfTheUsersChoice() {
    Feature feature = Features.mean().withFloor(20);
    assertThat(feature.floor()).isEqualTo(20);
    assertThat(feature.withFloor(3).floor()).isEqualTo(3);
    assertThat(Features.mean().floor()).isEqualTo(1);
    assertThat(of(feature, SIX, 10 * SECOND, 30 * SECOND)).hasValue(101);
    assertThatThrownBy(() -> Features.mean().withFloor(0))
        .hasMessage("floor must be at least 1: 0");
  }

  @Test
  void extremesOfTheRangeStayWithinTheirBounds() {
    int samples = History.MAX_SAMPLES;
    long[] times = new long[samples];
    int[] values = new int[samples];
    for (int i = 0; i < samples; i++) {
      times[i] = i;
      values[i] = i < samples / 2 ? -MAX : MAX;
    }
    History step = new ListHistory(times, values);
    assertThat(of(Features.spread(), step, -1, samples)).hasValue(Features.MAX_DIFFERENCE);
    assertThat(of(Features.changeSince(Duration.ofNanos(samples / 2)), step, -1, samples))
        .hasValue(Features.MAX_DIFFERENCE);
    assertThat(of(Features.mean(), step, -1, samples)).hasValue(0);
    Arrays.fill(values, MAX);
    assertThat(of(Features.mean(), step, -1, samples)).hasValue(Features.MAX_VALUE);
    assertThat(samples).isLessThan((int) Math.min(Integer.MAX_VALUE, Features.MAX_SUMMED));
  }

  @Test
  void slopeAtItsBoundsIsExact() {
    int samples = Slope.MAX_SAMPLES;
    long[] times = new long[samples];
    int[] values = new int[samples];
    Random random = new Random(7);
    for (int pattern = 0; pattern < 50; pattern++) {
      for (int i = 0; i < samples; i++) {
        boolean isLate = pattern == 0 ? i >= samples / 2 : random.nextBoolean();
        times[i] = pattern == 0 ? (isLate ? 60 * SECOND : 0) : i * 60 * SECOND / (samples - 1);
        values[i] = isLate ? MAX : -MAX;
      }
      History history = new ListHistory(times, values);
      int got = of(Features.slopePerMinute(), history, -1, 60 * SECOND - 1).getAsInt();
      assertThat(got).isEqualTo(exactSlope(times, values, 60 * SECOND, 60 * SECOND));
    }
  }

  @Property(tries = 5_000)
  void slopeIsTheExactQuotient(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int samples,
      @ForAll @IntRange(min = 1, max = 100_000) int range,
      @ForAll @IntRange(min = 1, max = 7_200) int windowSeconds) {
    Random random = new Random(seed);
    long window = windowSeconds * SECOND;
    long[] times = random.longs(samples, 1, window + 1).sorted().toArray();
    int[] values = random.ints(samples, -range, range + 1).toArray();
    OptionalInt got = of(Features.slopePerMinute(), new ListHistory(times, values), 0, window);
    if (got.isPresent()) {
      assertThat(got.getAsInt()).isEqualTo(exactSlope(times, values, window, 60 * SECOND));
    }
  }

  /** The definition in Javadoc, in big numbers. */
  private static int exactSlope(long[] times, int[] values, long window, long per) {
    int shift = 16;
    while (window / tick(per, shift) >= 1_024 && shift > -10) {
      shift--;
    }
    BigInteger n = BigInteger.valueOf(times.length);
    BigInteger sumU = BigInteger.ZERO;
    BigInteger sumV = BigInteger.ZERO;
    BigInteger sumUu = BigInteger.ZERO;
    BigInteger sumUv = BigInteger.ZERO;
    for (int i = 0; i < times.length; i++) {
      BigInteger u = BigInteger.valueOf((times[i] - times[0]) / tick(per, shift));
      BigInteger v = BigInteger.valueOf((long) values[i] - values[0]);
      sumU = sumU.add(u);
      sumV = sumV.add(v);
      sumUu = sumUu.add(u.multiply(u));
      sumUv = sumUv.add(u.multiply(v));
    }
    BigInteger numerator = n.multiply(sumUv).subtract(sumU.multiply(sumV));
    BigInteger denominator = n.multiply(sumUu).subtract(sumU.multiply(sumU));
    BigDecimal ticks = BigDecimal.valueOf(2).pow(Math.abs(shift));
    BigDecimal up = shift >= 0 ? ticks : BigDecimal.ONE;
    BigDecimal down = shift >= 0 ? BigDecimal.ONE : ticks;
    BigInteger slope =
        new BigDecimal(numerator)
            .multiply(up)
            .divide(new BigDecimal(denominator).multiply(down), 0, RoundingMode.HALF_UP)
            .toBigInteger();
    return slope
        .min(BigInteger.valueOf(Integer.MAX_VALUE))
        .max(BigInteger.valueOf(Integer.MIN_VALUE))
        .intValueExact();
  }

  private static long tick(long per, int shift) {
    return shift >= 0 ? per >> shift : per << -shift;
  }
}
