package io.tintin.sensors.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.sensors.golden.HexDump;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static final NormalizerOptions QUICK = new NormalizerOptions(3, 4, true);

  private static Normalizer learned(NormalizerOptions options, int floor, int... values) {
    Normalizer normalizer = new Normalizer(options, floor);
    for (int value : values) {
      normalizer.learn(0, value);
    }
    return normalizer;
  }

  @Test
  void warmUpIsTheTrueMean() {
    Normalizer normalizer = learned(QUICK, 1, 10, 20, 60);
    assertThat(normalizer.meanQ16(0)).isEqualTo(30 << 16);
    // |20 - 10| and |60 - 15|: mean 27.5
    assertThat(normalizer.deviationQ16(0)).isEqualTo(55 << 15);
    assertThat(normalizer.isWarm(0)).isFalse();
    normalizer.learn(0, 30);
    assertThat(normalizer.isWarm(0)).isTrue();
  }

  @Test
  void stepIsA32ndOfTheDeviation() {
    Normalizer normalizer = learned(QUICK, 1, 100, 132, 100, 132); // mean 116
    normalizer.freeze();
    long step = normalizer.stepQ16(0); // deviations 32, 16, 21 1/3: mean 23.11
    assertThat(step).isEqualTo(47_332); // 0.72222 times 2^16
    assertThat(normalizer.apply(0, 116)).isZero();
    assertThat(normalizer.apply(0, 126)).isEqualTo((byte) 14); // 13.85
    assertThat(normalizer.apply(0, 106)).isEqualTo((byte) -14);
    assertThat(normalizer.difference(0, 14)).isEqualTo(10);
    assertThat(normalizer.invert(0, 14)).isEqualTo(126);
  }

  @Test
  void extremeValuesEndAt127OnBothSides() {
    Normalizer normalizer = learned(QUICK, 1, 0, 1);
    assertThat(normalizer.apply(0, Integer.MAX_VALUE)).isEqualTo((byte) 127);
    assertThat(normalizer.apply(0, Integer.MIN_VALUE)).isEqualTo((byte) -127);
    Normalizer extreme = learned(QUICK, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE);
    assertThat(extreme.apply(0, Integer.MAX_VALUE)).isBetween((byte) 1, (byte) 127);
  }

  @Test
  void flatStretchDoesNotBlowUpNoise() {
    Normalizer normalizer = new Normalizer(QUICK, 20);
    for (int i = 0; i < 10_000; i++) {
      normalizer.learn(0, 500);
    }
    assertThat(normalizer.deviationQ16(0)).isZero();
    assertThat(normalizer.apply(0, 501)).isEqualTo((byte) 2); // 32 / 20
    assertThat(normalizer.apply(0, 520)).isEqualTo((byte) 32);
  }

  @Test
  void nothingLearnedGivesZero() {
    assertThat(new Normalizer(QUICK, 1).apply(0, 12_345)).isZero();
  }

  @Test
  void frozenNormalizerLearnsNothing() {
    Normalizer normalizer = learned(QUICK, 1, 1, 2, 3, 4, 5);
    byte[] before = normalizer.snapshot();
    normalizer.freeze();
    normalizer.learn(0, 1_000);
    normalizer.thaw();
    assertThat(normalizer.snapshot()).isEqualTo(before);
  }

  @Property(tries = 2_000)
  void statisticsAreThoseOfTheDefinition(
      @ForAll @Size(min = 1, max = 60)
          List<@IntRange(min = -2_000_000_000, max = 2_000_000_000) Integer> values,
      @ForAll @IntRange(min = 1, max = 16) int rateShift,
      @ForAll @IntRange(min = 2, max = 30) int warmUp,
      @ForAll boolean isCentered) {
    NormalizerOptions options = new NormalizerOptions(rateShift, warmUp, isCentered);
    Normalizer normalizer = new Normalizer(options, 5);
    Oracle oracle = new Oracle(options);
    for (int value : values) {
      assertThat(normalizer.apply(0, value)).isEqualTo(oracle.apply(value, 5));
      normalizer.learn(0, value);
      oracle.learn(value);
      assertThat(normalizer.meanQ16(0)).isEqualTo(oracle.mean.longValueExact());
      assertThat(normalizer.deviationQ16(0)).isEqualTo(oracle.deviation.longValueExact());
    }
  }

  /** The definition in Javadoc, in big numbers. */
  private static final class Oracle {
    private final NormalizerOptions options;
    private BigInteger sum = BigInteger.ZERO;
    private BigInteger deviationSum = BigInteger.ZERO;
    private BigInteger mean = BigInteger.ZERO;
    private BigInteger deviation = BigInteger.ZERO;
    private int learned;

    Oracle(NormalizerOptions options) {
      this.options = options;
    }

    byte apply(int x, int floor) {
      if (learned == 0) {
        return 0;
      }
      BigInteger divisor = deviation.max(q16(floor));
      BigInteger z = divide(q16(x).subtract(mean).multiply(BigInteger.valueOf(32)), divisor);
      return z.min(BigInteger.valueOf(127)).max(BigInteger.valueOf(-127)).byteValueExact();
    }

    void learn(int x) {
      BigInteger d = q16(x).subtract(mean);
      if (learned < options.warmUp()) {
        int deviations = options.isCentered() ? learned : learned + 1;
        if (deviations > 0) {
          deviationSum = deviationSum.add(d.abs());
          deviation = divide(deviationSum, BigInteger.valueOf(deviations));
        }
        sum = sum.add(q16(x));
        learned++;
        mean = options.isCentered() ? divide(sum, BigInteger.valueOf(learned)) : mean;
      } else {
        BigInteger rate = BigInteger.ONE.shiftLeft(options.rateShift());
        mean = options.isCentered() ? mean.add(divide(d, rate)) : mean;
        deviation = deviation.add(divide(d.abs().subtract(deviation), rate));
      }
    }

    private static BigInteger q16(int x) {
      return BigInteger.valueOf(x).shiftLeft(16);
    }

    private static BigInteger divide(BigInteger a, BigInteger b) {
      return new BigDecimal(a)
          .divide(new BigDecimal(b), 0, RoundingMode.HALF_UP)
          .toBigIntegerExact();
    }
  }

  @Property(tries = 300)
  void restoredNormalizerGoesOnWithTheSameBits(
      @ForAll @Size(min = 1, max = 40) List<Integer> before,
      @ForAll @Size(min = 1, max = 40) List<Integer> after)
      throws MalformedSnapshotException {
    Normalizer one = new Normalizer(QUICK, 3);
    before.forEach(value -> one.learn(0, value));
    Normalizer two = new Normalizer(QUICK, 3);
    two.restore(one.snapshot());
    for (int value : after) {
      assertThat(two.apply(0, value)).isEqualTo(one.apply(0, value));
      one.learn(0, value);
      two.learn(0, value);
    }
    assertThat(two.snapshot()).isEqualTo(one.snapshot());
  }

  @Test
  void version1IsReadAndWrittenForEver() throws Exception {
    assertKeeps(learned(QUICK, 7, 10, 20, 60), new Normalizer(QUICK, 7), "normalizer-v1.hex");
    NormalizerOptions uncentred = QUICK.withoutCentering();
    Normalizer frozen = new Normalizer(uncentred, 7, 1);
    frozen.learn(0, -10);
    frozen.learn(0, 25);
    frozen.freeze();
    assertKeeps(frozen, new Normalizer(uncentred, 7, 1), "normalizer-uncentred-v1.hex");
  }

  private static void assertKeeps(Normalizer written, Normalizer fresh, String file)
      throws Exception {
    byte[] golden = HexDump.read(file);
    assertThat(written.snapshot()).isEqualTo(golden);
    fresh.restore(golden);
    assertThat(fresh.snapshot()).isEqualTo(golden);
    assertThat(fresh.isFrozen()).isEqualTo(written.isFrozen());
  }

  @Test
  void longestWarmUpOfTheLargestValuesDoesNotWrap() {
    NormalizerOptions longest = QUICK.withWarmUp(4_096);
    Normalizer normalizer = new Normalizer(longest, 1);
    for (int i = 0; i < 4_096; i++) {
      normalizer.learn(0, Integer.MIN_VALUE);
    }
    assertThat(normalizer.isWarm(0)).isTrue();
    assertThat(normalizer.meanQ16(0)).isEqualTo((long) Integer.MIN_VALUE << 16);
    assertThatThrownBy(() -> QUICK.withWarmUp(4_097))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warmUp must be in [2, 4096]: 4097");
  }

  @Test
  void everyFlippedBitAndEveryCutIsRefusedAndChangesNothing() {
    byte[] snapshot = learned(QUICK, 7, 10, 20, 60).snapshot();
    Normalizer normalizer = learned(QUICK, 7, 1, 2);
    byte[] before = normalizer.snapshot();
    for (int bit = 0; bit < 8 * snapshot.length; bit++) {
      byte[] flipped = snapshot.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> normalizer.restore(flipped))
          .isInstanceOf(MalformedSnapshotException.class);
    }
    for (int size = 0; size < snapshot.length; size++) {
      byte[] cut = java.util.Arrays.copyOf(snapshot, size);
      assertThatThrownBy(() -> normalizer.restore(cut))
          .isInstanceOf(MalformedSnapshotException.class)
          .hasMessage("snapshot size must be 56: " + cut.length);
    }
    assertThat(normalizer.snapshot()).isEqualTo(before);
  }

  @Test
  void snapshotOfOtherOptionsIsRefused() {
    byte[] snapshot = learned(QUICK, 7, 1).snapshot();
    assertThatThrownBy(() -> new Normalizer(QUICK.withRateShift(5), 7).restore(snapshot))
        .hasMessage("rateShift must be 5: 3");
    assertThatThrownBy(() -> new Normalizer(QUICK.withWarmUp(9), 7).restore(snapshot))
        .hasMessage("warmUp must be 9: 4");
    assertThatThrownBy(() -> new Normalizer(QUICK.withoutCentering(), 7).restore(snapshot))
        .hasMessage("flags but frozen must be 2: 0");
    assertThatThrownBy(() -> new Normalizer(QUICK, 8).restore(snapshot))
        .hasMessage("floor must be 8: 7");
    assertThatThrownBy(() -> new Normalizer(QUICK, 7, 7).restore(snapshot))
        .hasMessage("snapshot size must be 96: 56");
  }

  @Test
  void snapshotWithAMeanThatIsNotUsedIsRefused() {
    Normalizer uncentred = learned(QUICK.withoutCentering(), 7, 10, 20);
    uncentred.mean[0] = 1;
    assertThatThrownBy(() -> new Normalizer(uncentred.options(), 7).restore(uncentred.snapshot()))
        .isInstanceOf(MalformedSnapshotException.class)
        .hasMessage("mean must be in [0, 0]: 1");
  }
}
