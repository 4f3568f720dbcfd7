package io.tintin.core.loss;

import static org.assertj.core.api.Assertions.assertThat;

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

class NitiCrossEntropyTest {
  private static final NitiCrossEntropy LOSS = new NitiCrossEntropy();
  private static final Requantizer DYNAMIC = Rescaling.DYNAMIC.newRequantizer();

  private static int[] gradients(int shift, int label, int... outputs) {
    Int8Buffer output = new Int8Buffer(outputs.length);
    for (int o = 0; o < outputs.length; o++) {
      output.values[o] = (byte) outputs[o];
    }
    output.setScale(shift, 0, 0);
    Int32Buffer acc = new Int32Buffer(outputs.length);
    Int8Buffer gradOutput = new Int8Buffer(outputs.length);
    int[] labels = {label};
    LOSS.gradient(output, labels, outputs.length, 1, 0, 5, acc, DYNAMIC, gradOutput);
    assertThat(gradOutput.shift).isEqualTo(-7);
    return acc.values;
  }

  @Test
  void powersOfTwoByHand() {
    // 10, 5 and 0 times 1.4427 are 14, 7 and 0, moved to 10, 3 and below 0: 1023, 7 and 0.
    assertThat(gradients(0, 1, 10, 5, 0)).containsExactly(2034, 13 - 2047, 0);
    // Half a step each: 7, 3 and 0, moved to 10, 6 and 3: 1023, 63 and 7.
    assertThat(gradients(-1, 0, 10, 5, 0)).containsExactly(1916 - 2047, 118, 13);
  }

  @Test
  void thePowerSeriesByHand() {
    // 2^17 + s 2^9 + s^2 with s of 64, 0, -64: 167_936, 131_072, 102_400; their sum is 401_408.
    assertThat(gradients(-8, 2, 64, 0, -64)).containsExactly(856, 668, 522 - (856 + 668 + 522));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void nothingWrapsAndTheGradientPointsAwayFromTheLabel(
      @ForAll @IntRange(min = -200, max = 200) int shift,
      @ForAll @IntRange(min = 2, max = 2047) int classes,
      @ForAll long seed) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    int[] outputs = new int[classes];
    for (int o = 0; o < classes; o++) {
      outputs[o] = draws.nextBelow(255) - 127;
    }
    int label = draws.nextBelow(classes);
    int[] p = gradients(shift, label, outputs);
    int sum = 0;
    for (int o = 0; o < classes; o++) {
      assertThat(p[o]).isBetween(o == label ? -2048 : 0, o == label ? 0 : 2048);
      sum += p[o];
    }
    assertThat(sum).isZero();
  }
}
