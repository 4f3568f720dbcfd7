package io.tintin.core.rescaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RequantizerTest {
  private static Int32Buffer acc(int shift, int... values) {
    Int32Buffer acc = new Int32Buffer(values.length);
    System.arraycopy(values, 0, acc.values, 0, values.length);
    acc.setScale(shift, 1, -2);
    return acc;
  }

  private static void requantize(
      Requantizer requantizer, Int32Buffer acc, int batch, Int8Buffer output) {
    int count = acc.values.length;
    int bits = ScalarKernels.magnitudeBits(acc.values, 0, count);
    requantizer.requantize(acc, bits, count, batch, output);
  }

  private static Int8Buffer requantized(Requantizer requantizer, Int32Buffer acc) {
    Int8Buffer output = new Int8Buffer(acc.values.length);
    requantize(requantizer, acc, 1, output);
    return output;
  }

  @Test
  void policiesGiveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("requantize.txt", "requantize");
    assertThat(cases).hasSize(30 + 16 + 40);
    for (GoldenCase c : cases) {
      Requantizer requantizer = Rescaling.valueOf(c.input(0).text()).newRequantizer();
      int[] extents = c.input(1).ints();
      int count = extents[0] * extents[1];
      for (int step = 0; 2 * step < c.outputs().size(); step++) {
        Int32Buffer acc = c.input(2 + 2 * step).buffer32(c.input(3 + 2 * step));
        Int8Buffer output = new Int8Buffer(count);
        requantize(requantizer, acc, extents[1], output);
        if (requantizer instanceof TrackedRequantizer tracked) {
          tracked.endStep();
        }
        assertThat(output.values)
            .as("step %s of %s", step, c)
            .isEqualTo(c.output(2 * step).bytes());
        assertThat(GoldenCase.exponents(output))
            .as("step %s of %s", step, c)
            .isEqualTo(c.output(2 * step + 1).ints());
      }
    }
  }

  @Test
  void frozenExponentsGiveTheBitsOfTheReference() {
    List<GoldenCase> cases = GoldenCase.of("requantize.txt", "frozen");
    assertThat(cases).hasSize(16 * 10 + 40);
    for (GoldenCase c : cases) {
      Requantizer frozen = new FrozenRequantizer(c.input(0).integer());
      Int8Buffer output = requantized(frozen, c.input(2).buffer32(c.input(3)));
      assertThat(output.values).as("%s", c).isEqualTo(c.output(0).bytes());
      assertThat(GoldenCase.exponents(output)).as("%s", c).isEqualTo(c.output(1).ints());
    }
  }

  @Test
  void dynamicDropsWhatIsBeyond7Bits() {
    Requantizer dynamic = Rescaling.DYNAMIC.newRequantizer();
    Int8Buffer kept = requantized(dynamic, acc(-4, 127, -127, 0));
    assertThat(kept.values).containsExactly(127, -127, 0);
    assertThat(GoldenCase.exponents(kept)).containsExactly(-4, 1, -2);
    Int8Buffer dropped = requantized(dynamic, acc(-4, 150, -14, 3)); // 8 bits: one is dropped
    assertThat(dropped.values).containsExactly(75, -7, 2);
    assertThat(GoldenCase.exponents(dropped)).containsExactly(-3, 1, -2);
    Int8Buffer largest = requantized(dynamic, acc(0, Integer.MAX_VALUE, -Integer.MAX_VALUE));
    assertThat(largest.values).containsExactly(127, -127); // 128, clipped
    assertThat(largest.shift).isEqualTo(24);
    // The next tensor does not remember.
    assertThat(requantized(dynamic, acc(-4, 1)).values).containsExactly(1);
  }

  @Test
  void compoundMultipliesBy5QuartersWhereThatFits() {
    Requantizer compound = Rescaling.COMPOUND.newRequantizer();
    Int8Buffer fits = requantized(compound, acc(-4, 203, -8, 2)); // 5 * 203 / 8 = 126.875
    assertThat(fits.values).containsExactly(127, -5, 1);
    assertThat(GoldenCase.exponents(fits)).containsExactly(-3, 0, -2);
    Int8Buffer full = requantized(compound, acc(-4, 204, -8, 2)); // 127.5 would be 128
    assertThat(full.values).containsExactly(102, -4, 1);
    assertThat(GoldenCase.exponents(full)).containsExactly(-3, 1, -2);
    Int8Buffer largest = requantized(compound, acc(0, Integer.MAX_VALUE, -Integer.MAX_VALUE));
    assertThat(largest.values).containsExactly(127, -127);
    assertThat(GoldenCase.exponents(largest)).containsExactly(24, 1, -2);
    assertThat(requantized(compound, acc(0, 0, 0)).values).containsExactly(0, 0);
  }

  @Property
  void compoundFillsTheRange(@ForAll long seed, @ForAll @IntRange(max = 31) int bits) {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    Int32Buffer acc = new Int32Buffer(8);
    long largest = 0;
    for (int i = 0; i < 8; i++) {
      acc.values[i] = (int) (draws.nextBits() & 0xFFFF_FFFFL) >> (31 - bits);
      acc.values[i] = Math.max(acc.values[i], -Integer.MAX_VALUE);
      largest = Math.max(largest, Math.abs((long) acc.values[i]));
    }
    int[] exact = acc.values.clone();
    Int8Buffer output = new Int8Buffer(8);
    requantize(Rescaling.COMPOUND.newRequantizer(), acc, 2, output);
    int top = 0;
    // In fifths of a step of the accumulators, a step of the output is 5 or 4 times 2^shift.
    long step = (output.up == 0 ? 5L : 4L) << output.shift;
    for (int i = 0; i < 8; i++) {
      top = Math.max(top, Math.abs(output.values[i]));
      boolean isClipped = output.up == 0 && Math.abs(output.values[i]) == 127;
      assertThat(2 * Math.abs(output.values[i] * step - 5L * exact[i]))
          .isLessThanOrEqualTo(isClipped ? 2 * step : step);
    }
    assertThat(top).isLessThanOrEqualTo(127);
    if (largest >= 64) {
      assertThat(top).isGreaterThanOrEqualTo(80);
    }
  }

  @Test
  void frozenKeepsItsExponentWhateverComes() {
    FrozenRequantizer frozen = new FrozenRequantizer(-2);
    Int8Buffer output = requantized(frozen, acc(-4, 100, 10, 9, 100_000, -100_000));
    assertThat(output.values).containsExactly(25, 2, 2, 127, -127); // 2.5 is rounded to even
    assertThat(GoldenCase.exponents(output)).containsExactly(-2, 1, -2);
    Int8Buffer coarser = requantized(frozen, acc(1, 100, -200)); // nothing to drop
    assertThat(coarser.values).containsExactly(100, -127);
    assertThat(coarser.shift).isEqualTo(1);
  }

  /** Was a bug: a shift beyond 62 bits wrapped around. */
  @Test
  void aScaleFarFinerThanTheExponentBecomesZeros() {
    for (int far : new int[] {63, 64, 70, 1 << 17}) {
      Int8Buffer frozen = requantized(new FrozenRequantizer(far), acc(0, 1 << 30, -3));
      assertThat(frozen.values).containsExactly(0, 0);
      assertThat(frozen.shift).isEqualTo(far);
      TrackedRequantizer tracked = new TrackedRequantizer();
      tracked.restore(far, 0);
      Int8Buffer output = requantized(tracked, acc(0, 1 << 30, -3));
      assertThat(output.values).containsExactly(0, 0);
      assertThat(output.shift).isEqualTo(far);
    }
  }

  @Test
  void trackedAloneAllowsSplitBatches() {
    assertThat(Rescaling.DYNAMIC.allowsSplitBatches()).isFalse();
    assertThat(Rescaling.COMPOUND.allowsSplitBatches()).isFalse();
    assertThat(Rescaling.TRACKED.allowsSplitBatches()).isTrue();
    for (Rescaling rescaling : Rescaling.values()) {
      boolean isTracked = rescaling.newRequantizer() instanceof TrackedRequantizer;
      assertThat(isTracked).isEqualTo(rescaling == Rescaling.TRACKED);
    }
  }
}
