package io.tintin.core.internal.kernel;

import io.tintin.core.random.RandomSource;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds kernels to others on fixed data before they are used: all passes have to give the same
 * bits, and the one that costs most has to take less time.
 */
final class KernelProof {
  /** How long kernels may take until they are compiled and the faster ones. */
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  /** Faster so many times running counts. */
  private static final int WINS = 3;

  private static final ConvGeometry CONVOLUTION = new ConvGeometry(9, 8, 5, 6, 3, 3, 1, 0, 1, 1);
  private static final ConvGeometry STRIDED = new ConvGeometry(7, 9, 4, 6, 3, 2, 2, 1, 1, 2);
  private static final PoolGeometry POOL = new PoolGeometry(7, 11, 3, 2, 2, 2);
  private static final int COUNT = 1100;

  /** Where a part of so many values begins. */
  private static final int CUT = 100;

  /** Null for the machine's. */
  private final @Nullable LongSupplier nanoTime;

  KernelProof() {
    this(null);
  }

  KernelProof(@Nullable LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether both give the same bits. */
  boolean isEqual(Kernels kernels, Kernels plain) {
    return Arrays.equals(results(kernels), results(plain));
  }

  /** Whether the first become faster than the others within the time that compilation may take. */
  boolean isFaster(Kernels kernels, Kernels plain) {
    long begin = now();
    int wins = 0;
    while (wins < WINS) {
      long start = now();
      convolution(kernels, CONVOLUTION, 16, 5);
      long between = now();
      convolution(plain, CONVOLUTION, 16, 5);
      long end = now();
      wins = between - start < end - between ? wins + 1 : 0;
      if (wins < WINS && end - begin > WARM_UP_NANOS) {
        return false;
      }
    }
    return true;
  }

  private long now() {
    return nanoTime == null ? System.nanoTime() : nanoTime.getAsLong();
  }

  /** Of all passes. */
  private static int[] results(Kernels k) {
    Result result = new Result();
    result.add(convolution(k, CONVOLUTION, 16, Kernels.UNSCALED));
    result.add(convolution(k, CONVOLUTION, 1, 9)).add(convolution(k, STRIDED, 3, 8));
    result.add(dense(k, 1, 7)).add(dense(k, 20, Kernels.UNSCALED));
    result.add(pool(k, 1)).add(pool(k, 16));
    return result.add(elements(k)).add(momentum(k)).ints();
  }

  private static int[] convolution(Kernels k, ConvGeometry g, int batch, int rightShift) {
    byte[] weights = bytes(1, g.outChannels() * g.taps());
    byte[] input = bytes(2, g.channels() * g.height() * g.width() * batch);
    byte[] gradOutput = bytes(3, g.outChannels() * g.outHeight() * g.outWidth() * batch);
    byte[] output = new byte[gradOutput.length];
    byte[] gradInput = new byte[input.length];
    int[] acc = new int[Math.max(input.length, Math.max(output.length, weights.length))];
    int[] bias = ints(4, g.outChannels(), 16);
    KernelScratch scratch = new KernelScratch(k.convSize(g, batch, true));
    Result result = new Result();
    result.add(
        k.convForward(g, weights, bias, input, batch, scratch, acc, rightShift, false, output));
    result.add(rightShift, acc, output);
    result.add(k.convBackward(g, weights, gradOutput, batch, scratch, acc, rightShift, gradInput));
    result.add(rightShift, acc, gradInput);
    k.convGradient(g, gradOutput, input, batch, scratch, acc);
    return result.add(acc, weights.length).ints();
  }

  private static int[] dense(Kernels k, int batch, int rightShift) {
    int outputs = 21;
    int inputs = 70;
    byte[] weights = bytes(5, outputs * inputs);
    byte[] input = bytes(6, inputs * batch);
    byte[] gradOutput = bytes(7, outputs * batch);
    byte[] output = new byte[gradOutput.length];
    byte[] gradInput = new byte[input.length];
    int[] acc = new int[Math.max(input.length, weights.length)];
    int[] bias = ints(8, outputs, 16);
    KernelScratch scratch = new KernelScratch(k.denseSize(outputs, inputs, batch, true));
    Result result = new Result();
    result.add(
        k.denseForward(
            weights, bias, input, outputs, inputs, batch, scratch, acc, rightShift, true, output));
    result.add(rightShift, acc, output);
    result.add(
        k.denseBackward(
            weights, gradOutput, outputs, inputs, batch, scratch, acc, rightShift, gradInput));
    result.add(rightShift, acc, gradInput);
    k.denseGradient(gradOutput, input, outputs, inputs, batch, scratch, acc);
    return result.add(acc, weights.length).ints();
  }

  private static int[] pool(Kernels k, int batch) {
    byte[] input = bytes(9, POOL.channels() * POOL.height() * POOL.width() * batch);
    byte[] output = new byte[POOL.channels() * POOL.outHeight() * POOL.outWidth() * batch];
    byte[] gradOutput = bytes(10, output.length);
    byte[] gradInput = new byte[input.length];
    KernelScratch scratch = new KernelScratch(k.poolSize(POOL, batch));
    k.maxPool(POOL, input, batch, scratch, output);
    k.maxPoolBackward(POOL, input, output, gradOutput, batch, scratch, gradInput);
    return new Result().add(output).add(gradInput).ints();
  }

  private static int[] elements(Kernels k) {
    byte[] values = bytes(11, COUNT);
    byte[] others = bytes(12, COUNT);
    byte[] made = new byte[COUNT];
    int[] sums = ints(13, COUNT, 5);
    int[] rows = new int[10];
    Result result = new Result();
    k.relu(values, COUNT, made);
    result.add(made);
    k.reluBackward(values, others, COUNT, made);
    result.add(made);
    k.transpose(values, 0, 44, 25, made);
    result.add(made);
    k.rowSums(values, 10, COUNT / 10, rows);
    result.add(rows, 10).add(k.magnitudeBits(sums, CUT, COUNT));
    k.add(ints(14, COUNT, 8), CUT, COUNT, sums);
    result.add(sums, COUNT);
    k.requantize(sums.clone(), COUNT, 18, true, made);
    result.add(made);
    k.requantize(sums, COUNT, 20, false, made);
    return result.add(made).ints();
  }

  private static int[] momentum(Kernels k) {
    int[] gradient = ints(15, COUNT, 8);
    int[] state = ints(16, COUNT, 0);
    for (int j = 0; j < COUNT; j++) {
      state[j] = (state[j] & 0xFFFF_0000) | ((state[j] << 18 >> 18) & 0xFFFF);
    }
    byte[] weights = new byte[COUNT];
    KernelScratch scratch = new KernelScratch(k.momentumSize(COUNT));
    long key = RandomSource.stepKey(17, 1);
    Result result = new Result();
    for (int[] part : new int[][] {{CUT, COUNT}, {0, CUT}}) {
      boolean isBeyond =
          k.momentum(
              gradient, part[0], part[1], 12_345, 16, 77, 9, 200, key, scratch, state, weights);
      result.add(isBeyond ? 1 : 0);
    }
    return result.add(gradient, COUNT).add(state, COUNT).add(weights).ints();
  }

  private static byte[] bytes(int seed, int count) {
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = (byte) Math.max(-127, RandomSource.bits(seed, i) >> 24);
    }
    return values;
  }

  private static int[] ints(int seed, int count, int rightShift) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = RandomSource.bits(seed, i) >> rightShift;
    }
    return values;
  }

  /** Values one after the other. */
  private static final class Result {
    private int[] values = new int[0];

    Result add(int value) {
      return add(new int[] {value}, 1);
    }

    Result add(int[] more, int count) {
      int size = values.length;
      values = Arrays.copyOf(values, size + count);
      System.arraycopy(more, 0, values, size, count);
      return this;
    }

    Result add(int[] more) {
      return add(more, more.length);
    }

    Result add(byte[] more) {
      int[] widened = new int[more.length];
      for (int i = 0; i < more.length; i++) {
        widened[i] = more[i];
      }
      return add(widened);
    }

    /** What a pass with this shift leaves. */
    Result add(int rightShift, int[] acc, byte[] output) {
      return rightShift == Kernels.UNSCALED ? add(acc, output.length) : add(output);
    }

    int[] ints() {
      return values;
    }
  }
}
