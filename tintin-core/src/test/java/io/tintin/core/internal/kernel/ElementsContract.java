package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the loops over flat arrays of all kernels have to do. */
abstract class ElementsContract {
  /** All lengths up to beyond each unrolling, and some around a row. */
  private static final int[] COUNTS = counts();

  /** Values before and after a part, which have to stay. */
  private static final int FRAME = 5;

  abstract Kernels kernels();

  private static int[] counts() {
    int[] counts = new int[305];
    for (int n = 0; n < 300; n++) {
      counts[n] = n;
    }
    System.arraycopy(new int[] {1023, 1024, 1025, 2049, 5000}, 0, counts, 300, 5);
    return counts;
  }

  @Test
  void reluAndItsGradient() {
    for (int count : COUNTS) {
      byte[] input = KernelValues.drawn(count, count);
      byte[] gradOutput = KernelValues.drawn(count + 1, count);
      byte[] output = KernelValues.filled(count + 1, 99);
      byte[] gradInput = KernelValues.filled(count + 1, 99);
      for (int j = 0; j < count; j += 5) {
        input[j] = (byte) (j % 3 - 1);
      }
      kernels().relu(input, count, output);
      kernels().reluBackward(input, gradOutput, count, gradInput);
      for (int j = 0; j < count; j++) {
        assertThat(output[j]).isEqualTo((byte) Math.max(input[j], 0));
        assertThat(gradInput[j]).isEqualTo(input[j] > 0 ? gradOutput[j] : 0);
      }
      assertThat(output[count]).isEqualTo((byte) 99);
      assertThat(gradInput[count]).isEqualTo((byte) 99);
    }
  }

  @Test
  void rowSums() {
    for (int columns : COUNTS) {
      byte[] values = KernelValues.drawn(columns, 3 * columns);
      Arrays.fill(values, 0, columns, (byte) 127);
      int[] acc = KernelValues.usedAcc(3);
      int[] expected = new int[3];
      for (int j = 0; j < values.length; j++) {
        expected[j / columns] += values[j];
      }
      kernels().rowSums(values, 3, columns, acc);
      assertThat(acc).as("%s columns", columns).isEqualTo(expected);
    }
  }

  @Test
  void transpose() {
    int[] extents = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 784};
    for (int rows : extents) {
      for (int columns : extents) {
        byte[] from = KernelValues.drawn(rows, 5 + rows * columns);
        byte[] to = KernelValues.filled(rows * columns + 1, 99);
        kernels().transpose(from, 5, rows, columns, to);
        for (int r = 0; r < rows; r++) {
          for (int c = 0; c < columns; c++) {
            assertThat(to[c * rows + r]).isEqualTo(from[5 + r * columns + c]);
          }
        }
        assertThat(to[rows * columns]).isEqualTo((byte) 99);
      }
    }
  }

  private static int[] drawnSums(int seed, int count) {
    int[] sums = new int[count];
    for (int j = 0; j < count; j++) {
      sums[j] = Math.max(-Integer.MAX_VALUE, RandomSource.bits(seed, j) >> (j % 32));
    }
    return sums;
  }

  @Test
  void add() {
    for (int count : COUNTS) {
      for (int from : new int[] {0, 1, 16}) {
        int to = from + count;
        int[] sums = drawnSums(1, to + 1);
        int[] terms = drawnSums(2, to + 1);
        int[] expected = sums.clone();
        for (int j = from; j < to; j++) {
          expected[j] += terms[j];
        }
        kernels().add(terms, from, to, sums);
        assertThat(sums).isEqualTo(expected);
      }
    }
  }

  @Test
  void magnitudeBitsAreThoseOfTheLargest() {
    for (int count : COUNTS) {
      for (int at = 0; at < count; at += 1 + count / 20) {
        int from = 1 + at % 3;
        int to = from + count;
        int[] acc = new int[to + 1];
        acc[from - 1] = Integer.MAX_VALUE; // does not count
        acc[to] = Integer.MAX_VALUE; // neither
        assertThat(kernels().magnitudeBits(acc, from, to)).isZero();
        for (int bits = 1; bits <= 31; bits += 6) {
          int largest = (1 << (bits - 1)) | 1;
          acc[from + at] = at % 2 == 0 ? largest : -largest;
          assertThat(kernels().magnitudeBits(acc, from, to)).isEqualTo(bits);
        }
        acc[from + at] = -Integer.MAX_VALUE;
        assertThat(kernels().magnitudeBits(acc, from, to)).isEqualTo(31);
      }
    }
  }

  @Test
  void requantizeRoundsLikeRounding() {
    for (int count : COUNTS) {
      int[] acc = drawnSums(count, count);
      for (int rightShift = count % 7; rightShift <= 40; rightShift += 1 + count % 5) {
        assertRequantized(acc, rightShift);
      }
    }
  }

  @Test
  void tiesOfEveryShiftAreRounded() {
    for (int rightShift = 0; rightShift <= 31; rightShift++) {
      int[] acc = new int[300];
      int half = (int) (1L << rightShift >> 1);
      for (int i = 0; i < 300; i++) {
        acc[i] = Math.max(-Integer.MAX_VALUE, (i - 150) * half + i % 3 - 1);
      }
      acc[0] = Integer.MAX_VALUE;
      acc[1] = -Integer.MAX_VALUE;
      assertRequantized(acc, rightShift);
    }
  }

  private void assertRequantized(int[] acc, int rightShift) {
    int count = acc.length;
    byte[] expected = new byte[count];
    for (boolean toEven : new boolean[] {false, true}) {
      byte[] output = KernelValues.filled(count + 1, 99);
      Rounding rounding = toEven ? Rounding.NEAREST_EVEN : Rounding.NEAREST;
      ScalarKernels.requantize(acc, count, rightShift, rounding, 0, expected);
      kernels().requantize(acc.clone(), count, rightShift, toEven, output);
      assertThat(output[count]).isEqualTo((byte) 99);
      assertThat(Arrays.copyOf(output, count))
          .as("shift %s to even %s", rightShift, toEven)
          .isEqualTo(expected);
    }
  }

  @Test
  void maxPoolsOfAllSizes() {
    for (int seed = 0; seed < 400; seed++) {
      RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
      int windowHeight = 1 + draws.nextBelow(4);
      int windowWidth = seed % 2 == 0 ? windowHeight : 1 + draws.nextBelow(4);
      PoolGeometry g =
          new PoolGeometry(
              windowHeight + draws.nextBelow(9),
              windowWidth + draws.nextBelow(9),
              1 + draws.nextBelow(5),
              windowHeight,
              windowWidth,
              seed % 3 == 0 ? 1 + draws.nextBelow(5) : Math.max(windowHeight, windowWidth));
      int batch = seed % 5 == 0 ? 64 : 1 + draws.nextBelow(70);
      assertMaxPool(g, batch, seed);
    }
    assertMaxPool(new PoolGeometry(24, 24, 20, 2, 2, 2), 64, 1);
    assertMaxPool(new PoolGeometry(8, 8, 50, 2, 2, 2), 1, 2);
    for (int width = 2; width < 40; width++) {
      for (int seed = 0; seed < 3; seed++) {
        assertMaxPool(new PoolGeometry(4 + seed, width, 3, 2, 2, 2), 1, seed);
      }
    }
  }

  private void assertMaxPool(PoolGeometry g, int batch, int seed) {
    int size = g.channels() * g.height() * g.width() * batch;
    int outSize = g.channels() * g.outHeight() * g.outWidth() * batch;
    byte[] input = KernelValues.drawn(seed, size);
    for (int j = 0; j < size; j++) {
      if (seed % 3 == 0) { // many ties
        input[j] = (byte) (input[j] > 40 ? 3 : 0);
      } else if (seed % 3 == 1) { // as behind a relu
        input[j] = (byte) Math.max(input[j], 0);
      }
    }
    byte[] gradOutput = KernelValues.drawn(seed + 1, outSize);
    byte[] expected = new byte[outSize];
    byte[] output = KernelValues.filled(outSize + 1, 99);
    NaivePool.forward(g, input, batch, expected);
    KernelScratch scratch = KernelValues.used(kernels().poolSize(g, batch));
    kernels().maxPool(g, input, batch, scratch, output);
    assertThat(Arrays.copyOf(output, outSize)).as("%s", g).isEqualTo(expected);
    assertThat(output[outSize]).isEqualTo((byte) 99);
    if (!g.overlaps()) {
      byte[] gradInput = KernelValues.filled(size + 1, 99);
      byte[] expectedGradient = new byte[size];
      NaivePool.backward(g, input, gradOutput, batch, expectedGradient);
      kernels().maxPoolBackward(g, input, output, gradOutput, batch, scratch, gradInput);
      assertThat(Arrays.copyOf(gradInput, size)).as("%s", g).isEqualTo(expectedGradient);
      assertThat(gradInput[size]).isEqualTo((byte) 99);
    }
  }

  /** All three parts of a change are as large as they may be, and of one sign. */
  @Test
  void theLargestMomentumDoesNotWrap() {
    for (int sign : new int[] {-1, 1}) {
      NaiveMomentum naive = new NaiveMomentum(40);
      for (int j = 0; j < naive.state.length; j++) {
        naive.state[j] = (sign * 32_767 << 16) | (sign * 16_384 & 0xFFFF);
        naive.gradient[j] = sign << 29;
      }
      int[] gradient = naive.gradient.clone();
      int[] state = naive.state.clone();
      byte[] weights = naive.weights.clone();
      KernelScratch scratch = KernelValues.used(kernels().momentumSize(40));
      kernels().momentum(gradient, 0, 40, 1, 0, 1 << 14, -1, 255, 7, scratch, state, weights);
      naive.step(0, 40, 1, 0, 1 << 14, -1, 255, 7);
      assertThat(gradient).isEqualTo(naive.gradient);
      assertThat(state).isEqualTo(naive.state);
    }
  }

  @Test
  void momentumSteps() {
    int seen = 0;
    int beyond = 0;
    for (int count : COUNTS) {
      for (int rightShift = -9 - count % 4; rightShift <= 62; rightShift += 1 + count % 11) {
        int decayShift = seen % 76 - 13;
        int limit = Math.min(32_767, (1 << 14 + Math.min(decayShift, 1)) - 1); // product below 2^29
        int decayMultiplier = seen % 3 == 0 ? 1 + seen * 37 % limit : 0;
        beyond += assertMomentum(count, rightShift, decayMultiplier, decayShift, seen++) ? 1 : 0;
      }
    }
    assertThat(beyond).isBetween(seen / 20, seen - seen / 20);
  }

  private boolean assertMomentum(
      int count, int rightShift, int decayMultiplier, int decayShift, int seed) {
    int multiplier = 1 + seed * 7919 % 32_767;
    int momentum = seed % 256;
    long key = RandomSource.stepKey(seed, 3);
    NaiveMomentum naive = new NaiveMomentum(count + 2 * FRAME);
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    int range = seed % 4 == 0 ? 32_639 : 12_000;
    for (int j = 0; j < naive.state.length; j++) {
      int master = draws.nextBelow(2 * range + 1) - range;
      int velocity = draws.nextBelow(2 * range + 1) - range;
      naive.state[j] = (velocity << 16) | (master & 0xFFFF);
      naive.gradient[j] = NaiveMomentum.gradientFor(draws, multiplier, rightShift);
    }
    int[] gradient = naive.gradient.clone();
    int[] state = naive.state.clone();
    byte[] weights = naive.weights.clone();
    KernelScratch scratch = KernelValues.used(kernels().momentumSize(count));
    boolean isBeyond = false;
    int cut = FRAME + seed * 13 % (count + 1); // of two parts one may be empty
    for (int[] part : new int[][] {{FRAME, cut}, {cut, FRAME + count}}) {
      isBeyond |=
          kernels()
              .momentum(
                  gradient,
                  part[0],
                  part[1],
                  multiplier,
                  rightShift,
                  decayMultiplier,
                  decayShift,
                  momentum,
                  key,
                  scratch,
                  state,
                  weights);
    }
    int to = FRAME + count;
    naive.step(FRAME, to, multiplier, rightShift, decayMultiplier, decayShift, momentum, key);
    String name = "count " + count + ", shift " + rightShift + ", seed " + seed;
    assertThat(gradient).as(name).isEqualTo(naive.gradient);
    assertThat(isBeyond).as(name).isEqualTo(naive.isBeyond);
    if (isBeyond) {
      assertThat(Arrays.stream(state).map(s -> s >> 16).toArray())
          .as(name)
          .isEqualTo(Arrays.stream(naive.state).map(s -> s >> 16).toArray());
    } else {
      assertThat(state).as(name).isEqualTo(naive.state);
      assertThat(weights).as(name).isEqualTo(naive.weights);
    }
    return isBeyond;
  }
}
