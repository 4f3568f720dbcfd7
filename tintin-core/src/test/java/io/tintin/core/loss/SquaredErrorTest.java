package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.quant.Scale;
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

class SquaredErrorTest {
  private static final Requantizer DYNAMIC = Rescaling.DYNAMIC.newRequantizer();
  private static final Scale TARGET = Scale.powerOfTwo(-5);

  @Test
  void anExampleByHand() {
    Int8Buffer output = new Int8Buffer(2);
    output.values[0] = 100;
    output.values[1] = -40;
    output.setScale(-6, 0, 0); // two output steps are one target step
    Int8Buffer gradOutput = new Int8Buffer(2);
    SquaredError plain = new SquaredError(TARGET);
    long loss =
        plain.gradient(
            output, new int[] {40, -23}, 2, 1, 0, 0, new Int32Buffer(2), DYNAMIC, gradOutput);
    // Differences of 10 and 3 target steps: 2560 and 768 of 1/256, which are 12 bits wide.
    assertThat(loss).isEqualTo(100 + 9);
    assertThat(gradOutput.values).containsExactly(80, 24);
    assertThat(gradOutput.shift).isEqualTo(-5 - 8 + 5);

    loss =
        new SquaredError(TARGET, 4)
            .gradient(
                output, new int[] {40, -23}, 2, 1, 0, 0, new Int32Buffer(2), DYNAMIC, gradOutput);
    assertThat(loss).isEqualTo(4 * (2 * 10 - 4) + 9); // Huber's, doubled: 10 is beyond 4
    assertThat(gradOutput.values).containsExactly(64, 48); // 4 and 3 target steps
    assertThat(gradOutput.shift).isEqualTo(-5 - 8 + 4);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void theGradientIsTheDifferenceWithinOneStep(
      @ForAll @IntRange(min = 1, max = 8) int outputs,
      @ForAll @IntRange(min = 1, max = 512) int maxDifference,
      @ForAll @IntRange(min = -8, max = -4) int shift,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int8Buffer output = new Int8Buffer(outputs);
    int[] targets = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      output.values[o] = (byte) (draws.nextBelow(255) - 127);
      targets[o] = draws.nextBelow(255) - 127;
    }
    output.setScale(shift, 1, -1);
    Int8Buffer gradOutput = new Int8Buffer(outputs);
    SquaredError squared = new SquaredError(TARGET, maxDifference);
    long loss =
        squared.gradient(
            output, targets, outputs, 1, 0, 0, new Int32Buffer(outputs), DYNAMIC, gradOutput);
    double step = Math.scalb(1.0, gradOutput.shift + 5); // of the target
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      double y = output.values[o] * Math.scalb(1.25 / 0.8125, shift + 5);
      double difference = Math.max(-256, Math.min(256, y)) - targets[o];
      double clipped = Math.max(-maxDifference, Math.min(maxDifference, difference));
      // One step of the gradient, and what the ratio of the scales is wrong by.
      double tolerance = step + 0.02;
      assertThat(gradOutput.values[o] * step).isBetween(clipped - tolerance, clipped + tolerance);
      double distance = Math.abs(difference);
      sum +=
          distance <= maxDifference
              ? distance * distance
              : maxDifference * (2 * distance - maxDifference);
    }
    assertThat((double) loss).isBetween(sum * 0.999 - 2 * outputs, sum * 1.001 + outputs);
  }

  @Test
  void theLargestDifferencesDoNotWrap() {
    Int8Buffer output = new Int8Buffer(1);
    Int8Buffer gradOutput = new Int8Buffer(1);
    output.values[0] = 127;
    output.setScale(100, 0, 0);
    long loss =
        new SquaredError(TARGET)
            .gradient(
                output, new int[] {-127}, 1, 1, 0, 0, new Int32Buffer(2), DYNAMIC, gradOutput);
    assertThat(loss).isEqualTo(383L * 383); // the output is clipped to 256 target steps
    assertThat(gradOutput.values).containsExactly(96); // 383 of 4 target steps, rounded up
    assertThat(gradOutput.shift).isEqualTo(-5 + 2);
  }

  /** At the limit both forms of Huber's loss are the same; one beyond, the straight one counts. */
  @Test
  void hubersLossTurnsStraightAtItsLimit() {
    Int8Buffer output = new Int8Buffer(1);
    Int8Buffer gradOutput = new Int8Buffer(1);
    output.setScale(-5, 0, 0);
    int[] target = {0};
    SquaredError huber = SquaredError.huber(TARGET, 16);
    for (int y : new int[] {15, 16, 17, 127}) {
      output.values[0] = (byte) y;
      long loss =
          huber.gradient(output, target, 1, 1, 0, 0, new Int32Buffer(1), DYNAMIC, gradOutput);
      assertThat(loss).isEqualTo(y <= 16 ? y * y : 16 * (2 * y - 16));
    }
    assertThat(huber).isEqualTo(new SquaredError(TARGET, 16));
  }

  @Test
  void noDifferenceHasNoGradient() {
    Int8Buffer output = new Int8Buffer(1);
    output.values[0] = 9;
    output.setScale(-5, 0, 0);
    Int8Buffer gradOutput = new Int8Buffer(1);
    assertThat(
            new SquaredError(TARGET)
                .gradient(
                    output, new int[] {9}, 1, 1, 0, 0, new Int32Buffer(2), DYNAMIC, gradOutput))
        .isZero();
    assertThat(gradOutput.values).containsExactly(0);
  }

  @Test
  void optionsAndTargetsOutOfRangeAreRefused() {
    SquaredError squared = new SquaredError(TARGET);
    assertThat(squared.targetSize(3)).isEqualTo(3);
    squared.checkOutputs(Integer.MAX_VALUE);
    squared.checkTarget(2, 1, -127);
    assertThatThrownBy(() -> squared.checkTarget(2, 1, 128))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target 1 must be in [-127, 127]: 128");
    assertThatThrownBy(() -> new SquaredError(TARGET, 0))
        .hasMessage("maxDifference must be in [1, 512]: 0");
    assertThatThrownBy(() -> new SquaredError(TARGET, 513))
        .hasMessage("maxDifference must be in [1, 512]: 513");
  }
}
