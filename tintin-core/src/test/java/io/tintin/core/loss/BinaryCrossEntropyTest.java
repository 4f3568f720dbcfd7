package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryCrossEntropyTest {
  private static final Requantizer DYNAMIC = Rescaling.DYNAMIC.newRequantizer();
  private static final BinaryCrossEntropy LOSS = new BinaryCrossEntropy();

  private final Int8Buffer one = new Int8Buffer(1);
  private final Int8Buffer gradient = new Int8Buffer(1);

  private long lossOf(int y, int target, long key) {
    one.values[0] = (byte) y;
    int[] targets = {target};
    return LOSS.gradient(one, targets, 1, 1, 0, key, new Int32Buffer(1), DYNAMIC, gradient);
  }

  @Test
  void anExampleByHand() {
    Int8Buffer output = new Int8Buffer(4);
    output.values[0] = 64; // 1, wrong
    output.values[1] = 64; // 1, right
    output.values[2] = -64; // -1, right
    output.values[3] = 0; // nobody knows
    output.setScale(-6, 0, 0);
    Int8Buffer gradOutput = new Int8Buffer(4);
    int[] targets = {0, 1, 0, 1};
    long loss = LOSS.gradient(output, targets, 4, 1, 0, 7, new Int32Buffer(4), DYNAMIC, gradOutput);
    // Sigmoid of 1 is 0.7311, and 128 * 0.7311 is 93.6.
    assertThat(gradOutput.values[0]).isBetween((byte) 92, (byte) 95);
    assertThat(gradOutput.values[1]).isBetween((byte) -36, (byte) -33);
    assertThat(gradOutput.values[2]).isBetween((byte) 33, (byte) 36);
    assertThat(gradOutput.values[3]).isEqualTo((byte) -64); // one half is exact
    assertThat(GoldenCase.exponents(gradOutput)).containsExactly(-7, 0, 0);
    // 1.895 and twice 0.452 bits are 30.3 and twice 7.2 sixteenths, rounded down; one bit is 16.
    assertThat(loss).isEqualTo(30 + 7 + 7 + 16);
  }

  /** Within 1/64 of a probability; 2/16 of a bit below to 1/16 above the exact loss. */
  @Test
  void lossAndGradientAreThoseOfSigmoid() {
    for (int shift = -12; shift <= 0; shift++) {
      for (int up = -2; up <= 2; up++) {
        one.setScale(shift, up, -up);
        double step = Math.scalb(Math.pow(1.25 / 0.8125, up), shift);
        for (int y = -127; y <= 127; y++) {
          for (int target = 0; target <= 1; target++) {
            long loss = lossOf(y, target, y * 31L + shift);
            double sigmoid = 1 / (1 + Math.exp(-y * step));
            double expected = sigmoid - target;
            assertThat(gradient.values[0] / 128.0)
                .isBetween(expected - 1.0 / 64, expected + 1.0 / 64);
            double towards = target == 1 ? y * step : -y * step;
            double sixteenths = 16 * Math.log1p(Math.exp(-towards)) / Math.log(2);
            if (sixteenths < 16 * 20) {
              assertThat((double) loss).isBetween(sixteenths - 2, sixteenths + 1);
            }
          }
        }
      }
    }
  }

  /** Without the rounding to 2^-7. */
  @Test
  void theProbabilityIsWithinAHundredAndSeventieth() {
    one.setScale(-9, 1, 2);
    double step = Math.scalb(1.25 * 0.8125 * 0.8125, -9);
    for (int scaled = 0; scaled < 12; scaled++, one.shift++, step *= 2) {
      long ratio = Sixteenths.ratio(one);
      for (int y = 0; y <= 127; y++) {
        int v = Sixteenths.power(Sixteenths.of(ratio, y));
        double sigmoid = 1 / (1 + Math.exp(-y * step));
        assertThat(Math.scalb((double) BinaryCrossEntropy.probability(true, v), -15))
            .isBetween(sigmoid - 1.0 / 170, sigmoid + 1.0 / 170);
        assertThat(BinaryCrossEntropy.probability(false, v))
            .isEqualTo((1 << 15) - BinaryCrossEntropy.probability(true, v));
      }
    }
  }

  @Test
  void theMeanOfManyDrawsIsTheUnroundedGradient() {
    one.setScale(-4, 0, 0);
    int v = Sixteenths.power(Sixteenths.of(Sixteenths.ratio(one), 50));
    double exact = BinaryCrossEntropy.probability(false, v) / 256.0;
    long sum = 0;
    for (int t = 0; t < 10_000; t++) {
      lossOf(-50, 0, RandomSource.streamKey(3, t));
      sum += gradient.values[0];
    }
    assertThat(exact).isBetween(5.0, 6.0);
    assertThat(sum / 10_000.0).isBetween(exact - 0.03, exact + 0.03); // six standard errors
  }

  @Test
  void theLargestLogitsDoNotWrap() {
    one.setScale(100, 0, 0);
    assertThat(lossOf(127, 0, 1)).isEqualTo(336);
    assertThat(gradient.values[0]).isEqualTo((byte) 127);
    assertThat(lossOf(-127, 1, 1)).isEqualTo(336);
    assertThat(gradient.values[0]).isEqualTo((byte) -127);
    assertThat(lossOf(127, 1, 1)).isZero();
    assertThat(gradient.values[0]).isZero();
    assertThat(lossOf(-127, 0, 1)).isZero();
    assertThat(gradient.values[0]).isZero();
    one.setScale(-100, 0, 0);
    assertThat(lossOf(127, 0, 1)).isEqualTo(16);
    assertThat(gradient.values[0]).isEqualTo((byte) 64);
  }

  @Test
  void targetsAreYesOrNo() {
    assertThat(LOSS.targetSize(9)).isEqualTo(9);
    assertThat(LOSS.takesTargetsOf(Scale.UNIT)).isFalse();
    LOSS.checkOutputs(1);
    LOSS.checkTarget(3, 2, 0);
    LOSS.checkTarget(3, 2, 1);
    assertThatThrownBy(() -> LOSS.checkTarget(3, 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target 2 must be 0 or 1: 2");
    assertThatThrownBy(() -> LOSS.checkTarget(3, 0, -1)).hasMessage("target 0 must be 0 or 1: -1");
  }

  @Test
  void theBitsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("binary-cross-entropy.txt", "backward");
    assertThat(cases).hasSize(85);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Int8Buffer gradOutput = new Int8Buffer(sizes[0] * sizes[1]);
      long loss =
          LOSS.gradient(
              c.input(1).buffer(c.input(2)),
              c.input(3).ints(),
              sizes[0],
              sizes[1],
              0,
              c.input(4).key(),
              new Int32Buffer(0),
              DYNAMIC,
              gradOutput);
      assertThat(loss).as("%s", c).isEqualTo(c.output(0).longInteger());
      assertThat(gradOutput.values).as("%s", c).isEqualTo(c.output(1).bytes());
    }
  }
}
