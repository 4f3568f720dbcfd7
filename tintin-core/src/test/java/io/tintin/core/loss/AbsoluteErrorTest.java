package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AbsoluteErrorTest {
  private static final Requantizer DYNAMIC = Rescaling.DYNAMIC.newRequantizer();
  private static final Scale TARGET = Scale.powerOfTwo(-5);
  private static final AbsoluteError LOSS = new AbsoluteError(TARGET);

  private static long gradient(Int8Buffer output, Int8Buffer gradOutput, int... targets) {
    Int32Buffer none = new Int32Buffer(0);
    return LOSS.gradient(output, targets, targets.length, 1, 0, 0, none, DYNAMIC, gradOutput);
  }

  @Test
  void anExampleByHand() {
    Int8Buffer output = new Int8Buffer(5);
    byte[] inHalfSteps = {
      100, // 50 target steps
      -40, // -20
      7, // 3.5: half a step from 4 and from 3
      8, // 4
      8, // 4
    };
    System.arraycopy(inHalfSteps, 0, output.values, 0, 5);
    output.setScale(-6, 0, 0);
    Int8Buffer gradOutput = new Int8Buffer(5);
    long loss = gradient(output, gradOutput, 40, -17, 4, 4, 3);
    assertThat(loss).isEqualTo(256 * (10 + 3 + 0 + 1) + 128);
    assertThat(gradOutput.values).containsExactly(127, -127, 0, 0, 127);
    assertThat(GoldenCase.exponents(gradOutput)).containsExactly(-7, 0, 0);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void lossAndGradientAreDistanceAndSign(
      @ForAll @IntRange(min = -9, max = -4) int shift,
      @ForAll @IntRange(min = -2, max = 2) int up,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer output = new Int8Buffer(1);
    output.values[0] = (byte) (draws.nextBelow(255) - 127);
    output.setScale(shift, up, -1);
    int target = draws.nextBelow(255) - 127;
    Int8Buffer gradOutput = new Int8Buffer(1);
    long loss = gradient(output, gradOutput, target);
    double y = output.values[0] * Math.scalb(Math.pow(1.25, up) / 0.8125, shift + 5);
    double difference = Math.max(-256, Math.min(256, y)) - target;
    // Half of 1/256 and what the ratio of the scales is wrong by.
    double tolerance = 0.002 + 256 * 31e-6;
    assertThat(loss / 256.0)
        .isBetween(Math.abs(difference) - tolerance, Math.abs(difference) + tolerance);
    if (Math.abs(Math.abs(difference) - 0.5) > tolerance) {
      int sign = Math.abs(difference) < 0.5 ? 0 : difference > 0 ? 127 : -127;
      assertThat(gradOutput.values[0]).isEqualTo((byte) sign);
    }
  }

  @Test
  void theLargestDifferencesDoNotWrap() {
    Int8Buffer output = new Int8Buffer(2);
    output.values[0] = 127;
    output.values[1] = -127;
    output.setScale(100, 0, 0);
    Int8Buffer gradOutput = new Int8Buffer(2);
    // Each output is clipped to 256 target steps.
    assertThat(gradient(output, gradOutput, -127, 127)).isEqualTo(2 * 98_048);
    assertThat(gradOutput.values).containsExactly(127, -127);
    output.setScale(-100, 0, 0);
    assertThat(gradient(output, gradOutput, 0, 0)).isZero();
    assertThat(gradOutput.values).containsExactly(0, 0);
  }

  @Test
  void targetsOutOfRangeAreRefused() {
    assertThat(LOSS.targetSize(3)).isEqualTo(3);
    LOSS.checkOutputs(1);
    LOSS.checkTarget(2, 1, -127);
    LOSS.checkTarget(2, 1, 127);
    assertThatThrownBy(() -> LOSS.checkTarget(2, 1, -128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target 1 must be in [-127, 127]: -128");
    assertThat(LOSS.takesTargetsOf(Scale.powerOfTwo(-5))).isTrue();
    assertThat(LOSS.takesTargetsOf(Scale.powerOfTwo(-6))).isFalse();
  }

  @Test
  void theBitsAreThoseOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("absolute-error.txt", "backward");
    assertThat(cases).hasSize(100);
    for (GoldenCase c : cases) {
      int[] sizes = c.input(0).ints();
      Int8Buffer gradOutput = new Int8Buffer(sizes[0] * sizes[1]);
      long loss =
          new AbsoluteError(c.input(4).scale())
              .gradient(
                  c.input(1).buffer(c.input(2)),
                  c.input(3).ints(),
                  sizes[0],
                  sizes[1],
                  0,
                  0,
                  new Int32Buffer(0),
                  DYNAMIC,
                  gradOutput);
      assertThat(loss).as("%s", c).isEqualTo(c.output(0).longInteger());
      assertThat(gradOutput.values).as("%s", c).isEqualTo(c.output(1).bytes());
    }
  }
}
