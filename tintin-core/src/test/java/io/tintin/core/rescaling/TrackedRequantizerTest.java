package io.tintin.core.rescaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrackedRequantizerTest {
  private final TrackedRequantizer tracked = new TrackedRequantizer();

  /** One pass over {@code [values / batch, batch]}. */
  private static Int8Buffer pass(TrackedRequantizer tracked, int shift, int batch, int... values) {
    Int32Buffer acc = new Int32Buffer(values.length);
    System.arraycopy(values, 0, acc.values, 0, values.length);
    acc.setScale(shift, 0, 3);
    Int8Buffer output = new Int8Buffer(values.length);
    int bits = ScalarKernels.magnitudeBits(values, 0, values.length);
    tracked.requantize(acc, bits, values.length, batch, output);
    return output;
  }

  private Int8Buffer step(int... values) {
    Int8Buffer output = pass(tracked, -9, 1, values);
    tracked.endStep();
    return output;
  }

  @Test
  void theFirstExponentIsThatOfTheFirstExample() {
    assertThat(tracked.isSet()).isFalse();
    Int8Buffer output =
        pass(
            tracked, -9, 3, //
            200, 4000, 1, // feature 0 of three examples
            -511, 0, -100_000);
    assertThat(tracked.isSet()).isTrue();
    assertThat(tracked.shift()).isEqualTo(-7); // 511 has 9 bits
    assertThat(output.values).containsExactly(50, 127, 0, -127, 0, -127); // -128, clipped
    assertThat(new int[] {output.shift, output.up, output.down}).containsExactly(-7, 0, 3);
    tracked.endStep();
    assertThat(tracked.shift()).isEqualTo(-9 + 10); // 100,000 has 17 bits
  }

  @Test
  void itRisesAtOnceAndFallsAfterCalmSteps() {
    step(500);
    assertThat(tracked.shift()).isEqualTo(-7);
    assertThat(step(100_000).values).containsExactly(127);
    assertThat(tracked.shift()).isEqualTo(1);
    for (int i = 1; i < TrackedRequantizer.CALM_STEPS; i++) {
      step(0);
      assertThat(tracked.calmSteps()).isEqualTo(i);
      assertThat(tracked.shift()).isEqualTo(1);
    }
    step(70_000); // needs all of it again
    assertThat(tracked.calmSteps()).isZero();
    for (int i = 0; i < TrackedRequantizer.CALM_STEPS; i++) {
      assertThat(tracked.shift()).isEqualTo(1);
      step(50_000);
    }
    assertThat(tracked.shift()).isZero();
    assertThat(tracked.calmSteps()).isZero();
    for (int i = 0; i < 1000; i++) {
      step(1);
    }
    assertThat(tracked.shift()).isEqualTo(-9); // that of the accumulators: nothing is dropped
  }

  @Test
  void aStepThatDidNotReachItChangesNothing() {
    step(500);
    step(1);
    tracked.endStep();
    assertThat(tracked.calmSteps()).isEqualTo(1);
    pass(tracked, -9, 1, 1 << 20);
    tracked.beginStep(); // the step was given up
    tracked.endStep();
    assertThat(tracked.shift()).isEqualTo(-7);
    assertThat(tracked.calmSteps()).isEqualTo(1);
  }

  @Test
  void anExponentIsRestored() {
    tracked.restore(3, 15);
    assertThat(step(512, -1).values).containsExactly(0, 0);
    assertThat(tracked.shift()).isEqualTo(2);
    TrackedRequantizer other = new TrackedRequantizer();
    other.copyFrom(tracked);
    assertThat(other.isSet()).isTrue();
    assertThat(other.shift()).isEqualTo(2);
  }

  /** Passes in any sizes, the later ones in two lanes, give the bits of one pass. */
  @Property(tries = 200)
  void noBitDependsOnHowABatchIsSplit(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int batch) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    TrackedRequantizer whole = new TrackedRequantizer();
    TrackedRequantizer[] lanes = {new TrackedRequantizer(), new TrackedRequantizer()};
    for (int step = 0; step < 40; step++) {
      int shift = -draws.nextBelow(4);
      int span = 1 << (7 + draws.nextBelow(12));
      int[] examples = new int[batch];
      Arrays.setAll(examples, e -> draws.nextBelow(2 * span) - span);
      byte[] expected = pass(whole, shift, batch, examples).values;
      whole.endStep();
      List<Byte> found = new ArrayList<>();
      lanes[0].beginStep();
      lanes[1].beginStep();
      for (int from = 0, to; from < batch; from = to) {
        to = from + 1 + draws.nextBelow(batch - from);
        TrackedRequantizer lane = lanes[step == 0 ? 0 : draws.nextBelow(2)];
        int[] part = Arrays.copyOfRange(examples, from, to);
        for (byte value : pass(lane, shift, part.length, part).values) {
          found.add(value);
        }
      }
      lanes[0].observe(lanes[1]);
      lanes[0].endStep();
      lanes[1].copyFrom(lanes[0]);
      for (int e = 0; e < batch; e++) {
        assertThat(found.get(e)).isEqualTo(expected[e]);
      }
      assertThat(lanes[1].shift()).isEqualTo(whole.shift());
      assertThat(lanes[1].calmSteps()).isEqualTo(whole.calmSteps());
    }
  }
}
