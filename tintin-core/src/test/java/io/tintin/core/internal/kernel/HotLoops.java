package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** That kernels give the bits of the plain ones before, while and after the compiler is at work. */
abstract class HotLoops {
  private static final int CALLS = 20_000;
  private static final Kernels PLAIN = new PlainKernels();

  abstract Kernels kernels();

  /** A call of kernels, which returns all that it wrote. */
  private interface Call {
    Object[] run(Kernels kernels);
  }

  private void assertSame(Call call) {
    Object[] expected = call.run(PLAIN);
    for (int n = 0; n < CALLS; n++) {
      Object[] actual = call.run(kernels());
      if (n % 16 == 0 && !Arrays.deepEquals(actual, expected)) { // else too slow
        assertThat(actual).as("call %s", n).isEqualTo(expected);
      }
    }
    assertThat(call.run(kernels())).isEqualTo(expected);
  }

  private static KernelScratch scratch(Kernels kernels, ConvGeometry g, int batch) {
    return new KernelScratch(kernels.convSize(g, batch, true));
  }

  private void assertConvolution(ConvGeometry g, int batch) {
    int outSize = g.outChannels() * g.outHeight() * g.outWidth() * batch;
    int inSize = g.channels() * g.height() * g.width() * batch;
    byte[] weights = KernelValues.drawn(1, g.outChannels() * g.taps());
    byte[] input = KernelValues.drawn(2, inSize);
    byte[] gradOutput = KernelValues.drawn(3, outSize);
    int[] bias = KernelValues.bias(g.outChannels());
    KernelScratch fast = scratch(kernels(), g, batch);
    KernelScratch plain = scratch(PLAIN, g, batch);
    int[] acc = new int[Math.max(outSize, inSize)];
    byte[] output = new byte[outSize];
    byte[] gradInput = new byte[inSize];
    int[] gradient = new int[weights.length];
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          int bits =
              kernels.convForward(g, weights, bias, input, batch, scratch, acc, 9, false, output);
          return new Object[] {bits, output.clone()};
        });
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          int bits =
              kernels.convBackward(g, weights, gradOutput, batch, scratch, acc, 9, gradInput);
          return new Object[] {bits, gradInput.clone()};
        });
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          kernels.convGradient(g, gradOutput, input, batch, scratch, gradient);
          return new Object[] {gradient.clone()};
        });
  }

  @Test
  void convolutions() {
    assertConvolution(new ConvGeometry(6, 7, 3, 5, 3, 3, 1, 0, 1, 1), 8);
    assertConvolution(new ConvGeometry(5, 6, 2, 4, 3, 2, 2, 1, 1, 2), 3);
    assertConvolution(new ConvGeometry(8, 8, 2, 3, 5, 5, 1, 0, 1, 1), 1);
  }

  private void assertDense(int outputs, int inputs, int batch) {
    byte[] weights = KernelValues.drawn(1, outputs * inputs);
    byte[] input = KernelValues.drawn(2, inputs * batch);
    byte[] gradOutput = KernelValues.drawn(3, outputs * batch);
    int[] bias = KernelValues.bias(outputs);
    KernelScratch fast = new KernelScratch(kernels().denseSize(outputs, inputs, batch, true));
    KernelScratch plain = new KernelScratch(PLAIN.denseSize(outputs, inputs, batch, true));
    int[] acc = new int[Math.max(outputs, inputs) * batch];
    byte[] output = new byte[outputs * batch];
    byte[] gradInput = new byte[inputs * batch];
    int[] gradient = new int[weights.length];
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          int bits =
              kernels.denseForward(
                  weights, bias, input, outputs, inputs, batch, scratch, acc, 8, true, output);
          return new Object[] {bits, output.clone()};
        });
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          int bits =
              kernels.denseBackward(
                  weights, gradOutput, outputs, inputs, batch, scratch, acc, 8, gradInput);
          return new Object[] {bits, gradInput.clone()};
        });
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          kernels.denseGradient(gradOutput, input, outputs, inputs, batch, scratch, gradient);
          return new Object[] {gradient.clone()};
        });
  }

  @Test
  void fullyConnectedLayers() {
    assertDense(11, 45, 1);
    assertDense(12, 37, 7);
    assertDense(7, 24, 20);
  }

  @Test
  void elements() {
    int count = 1030;
    byte[] values = KernelValues.drawn(1, count);
    byte[] others = KernelValues.drawn(2, count);
    byte[] bytes = new byte[count];
    int[] sums = new int[count];
    for (int j = 0; j < count; j++) {
      sums[j] = (values[j] * others[j] << 12) + others[count - 1 - j];
    }
    int[] ints = new int[count];
    assertSame(
        kernels -> {
          kernels.relu(values, count, bytes);
          return new Object[] {bytes.clone()};
        });
    assertSame(
        kernels -> {
          kernels.reluBackward(values, others, count, bytes);
          return new Object[] {bytes.clone()};
        });
    assertSame(
        kernels -> {
          kernels.rowSums(values, 10, 103, ints);
          kernels.transpose(values, 0, 10, 103, bytes);
          return new Object[] {ints.clone(), bytes.clone()};
        });
    for (boolean toEven : new boolean[] {false, true}) {
      assertSame(
          kernels -> {
            System.arraycopy(sums, 0, ints, 0, count);
            int bits = kernels.magnitudeBits(ints, 0, count);
            kernels.add(sums, 0, count, ints);
            kernels.requantize(ints, count, 20, toEven, bytes);
            return new Object[] {bits, bytes.clone()};
          });
    }
  }

  @Test
  void pooling() {
    assertSamePooling(new PoolGeometry(6, 5, 2, 2, 2, 2), 67);
    assertSamePooling(new PoolGeometry(7, 11, 2, 2, 2, 2), 1);
  }

  private void assertSamePooling(PoolGeometry g, int batch) {
    int outputs = g.channels() * g.outHeight() * g.outWidth() * batch;
    byte[] input = KernelValues.drawn(1, g.channels() * g.height() * g.width() * batch);
    byte[] gradOutput = KernelValues.drawn(2, outputs);
    byte[] output = new byte[outputs];
    byte[] gradInput = new byte[input.length];
    KernelScratch fast = new KernelScratch(kernels().poolSize(g, batch));
    KernelScratch plain = new KernelScratch(PLAIN.poolSize(g, batch));
    assertSame(
        kernels -> {
          KernelScratch scratch = kernels == PLAIN ? plain : fast;
          kernels.maxPool(g, input, batch, scratch, output);
          kernels.maxPoolBackward(g, input, output, gradOutput, batch, scratch, gradInput);
          return new Object[] {output.clone(), gradInput.clone()};
        });
  }

  @Test
  void momentum() {
    int count = 1030;
    int[] state = new int[count];
    int[] gradient = new int[count];
    byte[] weights = new byte[count];
    KernelScratch fast = new KernelScratch(kernels().momentumSize(count));
    KernelScratch plain = new KernelScratch(PLAIN.momentumSize(count));
    assertSame(
        kernels -> {
          for (int j = 0; j < count; j++) {
            gradient[j] = j * 7919 % 30_000 - 15_000;
            state[j] = (j * 31 - 15_000 << 16) | (j * 41 & 0x3FFF);
          }
          boolean isBeyond =
              kernels.momentum(
                  gradient,
                  7,
                  count,
                  29_000,
                  5,
                  3,
                  9,
                  230,
                  0x1234_5678_9ABC_DEF0L,
                  kernels == PLAIN ? plain : fast,
                  state,
                  weights);
          return new Object[] {isBeyond, gradient.clone(), state.clone(), weights.clone()};
        });
  }
}
