package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
  private static final Requantizer DYNAMIC = Rescaling.DYNAMIC.newRequantizer();
  private static final CrossEntropy LOSS = new CrossEntropy();

  private static Int8Buffer output(int shift, int... values) {
    Int8Buffer output = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      output.values[i] = (byte) values[i];
    }
    output.setScale(shift, 0, 0);
    return output;
  }

  @Test
  void anExampleByHand() {
    // Softmax of 1, 0, 0 is 0.5761, 0.2119, 0.2119; the gradient is that less 1 at the label.
    Int8Buffer gradOutput = new Int8Buffer(3);
    long loss =
        LOSS.gradient(
            output(-6, 64, 0, 0),
            new int[] {0},
            3,
            1,
            0,
            7,
            new Int32Buffer(3),
            DYNAMIC,
            gradOutput);
    assertThat(gradOutput.values[0] / 128.0).isBetween(-0.4239 - 0.01, -0.4239 + 0.01);
    assertThat(gradOutput.values[1] / 128.0).isBetween(0.2119 - 0.01, 0.2119 + 0.01);
    assertThat(gradOutput.values[2] / 128.0).isBetween(0.2119 - 0.01, 0.2119 + 0.01);
    assertThat(loss).isBetween(12L, 13L); // 0.5514 nats are 0.7955 bits are 12.7 sixteenths
  }

  /** Within 1/64 of a probability and 2/16 of a bit of the softmax in double precision. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void lossAndGradientAreThoseOfSoftmax(
      @ForAll @IntRange(min = 2, max = 12) int classes,
      @ForAll @IntRange(min = -10, max = -3) int shift,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer output = new Int8Buffer(classes);
    for (int o = 0; o < classes; o++) {
      output.values[o] = (byte) (draws.nextBelow(255) - 127);
    }
    output.setScale(shift, 1, -1);
    double step = Math.scalb(1.25 / 0.8125, shift);
    double sum = 0;
    for (byte value : output.values) {
      sum += Math.exp(value * step);
    }
    int label = draws.nextBelow(classes);
    Int8Buffer gradOutput = new Int8Buffer(classes);
    long loss =
        LOSS.gradient(
            output,
            new int[] {label},
            classes,
            1,
            0,
            seed,
            new Int32Buffer(classes),
            DYNAMIC,
            gradOutput);
    for (int o = 0; o < classes; o++) {
      double expected = Math.exp(output.values[o] * step) / sum - (o == label ? 1 : 0);
      assertThat(gradOutput.values[o] / 128.0).isBetween(expected - 0.0277, expected + 0.0277);
    }
    double bits = (Math.log(sum) - output.values[label] * step) / Math.log(2);
    if (bits < 20) {
      assertThat(loss / 16.0).isBetween(bits - 0.125, bits + 0.0625);
    }
  }

  /** Each is within one step of an exact value, and those of an example add to 0. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void theMeanGradientOfManyDrawsAddsToZero(
      @ForAll @IntRange(min = 2, max = 6) int classes, @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer output = new Int8Buffer(classes);
    for (int o = 0; o < classes; o++) {
      output.values[o] = (byte) (draws.nextBelow(61) - 30);
    }
    output.setScale(-4, 0, 0);
    int[] label = {draws.nextBelow(classes)};
    Int8Buffer gradOutput = new Int8Buffer(classes);
    Int32Buffer acc = new Int32Buffer(classes);
    long sum = 0;
    int tries = 1000;
    for (int t = 0; t < tries; t++) {
      LOSS.gradient(
          output, label, classes, 1, 0, RandomSource.streamKey(seed, t), acc, DYNAMIC, gradOutput);
      for (byte value : gradOutput.values) {
        sum += value;
      }
    }
    // Six standard errors are at most 0.24; clipping -128 to -127 adds at most 1 to the sum.
    assertThat(sum / (double) tries).isBetween(-0.25, 1.25);
  }

  @Test
  void mostClassesDoNotWrap() {
    int classes = CrossEntropy.MAX_CLASSES;
    Int8Buffer gradOutput = new Int8Buffer(classes);
    LOSS.checkOutputs(classes);
    long loss =
        LOSS.gradient(
            output(0, new int[classes]),
            new int[] {5},
            classes,
            1,
            0,
            3,
            new Int32Buffer(classes),
            DYNAMIC,
            gradOutput);
    assertThat(loss).isEqualTo(16 * 10 + 15); // log2(2047) = 10.9993
    assertThat(gradOutput.values[5]).isEqualTo((byte) -127);
    assertThat(gradOutput.values[6]).isBetween((byte) 0, (byte) 1);
    assertThatThrownBy(() -> LOSS.checkOutputs(2048))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy classes must be in [2, 2047]: 2048");
  }

  /** One class has no loss and no gradient: it is a mistake. */
  @Test
  void fewerThanTwoClassesAreRefused() {
    LOSS.checkOutputs(2);
    assertThatThrownBy(() -> LOSS.checkOutputs(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cross-entropy classes must be in [2, 2047]: 1");
  }

  @Test
  void logarithmsAreRoundedDownSixteenths() {
    for (int value = 1; value > 0 && value < 1 << 30; value = value * 9 / 8 + 1) {
      double exact = 16 * Math.log(value) / Math.log(2);
      assertThat((double) Sixteenths.log2(value)).isBetween(exact - 1.001, exact + 0.001);
    }
    assertThat(Sixteenths.log2(Integer.MAX_VALUE)).isEqualTo(16 * 31 - 1);
  }

  @Test
  void labelsOutOfRangeAreRefused() {
    assertThat(LOSS.targetSize(9)).isEqualTo(1);
    LOSS.checkTarget(3, 0, 2);
    assertThatThrownBy(() -> LOSS.checkTarget(3, 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label must be in [0, 2]: 3");
    assertThatThrownBy(() -> LOSS.checkTarget(3, 0, -1)).hasMessage("label must be in [0, 2]: -1");
  }
}
