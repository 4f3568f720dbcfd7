package io.tintin.nativekernels;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.internal.kernel.KernelScratch;
import io.tintin.core.internal.kernel.Kernels;
import io.tintin.core.internal.kernel.PlainKernels;
import io.tintin.core.internal.kernel.PoolGeometry;
import java.nio.charset.StandardCharsets;

/**
 * Kernels in C, in the variant for the instructions of this machine. A pass is one call, so that
 * its cost does not count.
 */
public final class NativeKernels implements Kernels {
  private static final Kernels PLAIN = new PlainKernels();

  /** Columns of a kernel times columns of an image, beyond which the plain kernels serve. */
  private static final long MAX_TABLE = 1 << 22;

  static final String NAME = "native";

  /**
   * System property that forces a variant by its name: {@code base}, {@code avx2}, {@code vnni} or
   * {@code neon}.
   */
  static final String PROPERTY = "tintin.native.variant";

  private final int variant;

  private NativeKernels(int variant) {
    this.variant = variant;
  }

  /**
   * The fastest that run here.
   *
   * @throws UnsupportedOperationException if there are none, with the reason
   */
  static NativeKernels best() {
    return variant(System.getProperty(PROPERTY, ""));
  }

  /**
   * Those of one variant, or of the best one if the name is empty.
   *
   * @throws UnsupportedOperationException if it cannot run here, with the reason
   */
  public static NativeKernels variant(String name) {
    NativeLibrary.require();
    int variant = Passes.choose(name.getBytes(StandardCharsets.US_ASCII));
    if (variant < 0) {
      throw new UnsupportedOperationException(
          "the native kernels have no such variant for this machine: " + name);
    }
    return new NativeKernels(variant);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** More than an array can hold is refused. */
  private static KernelScratch.Size bytes(long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "scratch of native kernels must be below 2^31 bytes, take fewer examples a pass: "
              + size);
    }
    return new KernelScratch.Size(0, 0, 0, (int) size);
  }

  /** Whether tables of each column of the kernel at each column of the image would be too large. */
  private static boolean isWide(ConvGeometry g) {
    return (long) g.width() * g.kernelWidth() > MAX_TABLE;
  }

  @Override
  public KernelScratch.Size convSize(ConvGeometry g, int batch, boolean trains) {
    if (isWide(g)) {
      return PLAIN.convSize(g, batch, trains);
    }
    return bytes(
        Passes.convSize(
            variant,
            g.height(),
            g.width(),
            g.channels(),
            g.outChannels(),
            g.kernelHeight(),
            g.kernelWidth(),
            g.stride(),
            g.rowPadding(),
            g.columnPadding(),
            g.dilation(),
            g.groups(),
            batch,
            trains));
  }

  @Override
  public int convForward(
      ConvGeometry g,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    if (isWide(g)) {
      return PLAIN.convForward(
          g, weights, bias, input, batch, scratch, acc, rightShift, toEven, output);
    }
    return Passes.convForward(
        variant,
        g.height(),
        g.width(),
        g.channels(),
        g.outChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.rowPadding(),
        g.columnPadding(),
        g.dilation(),
        g.groups(),
        weights,
        bias,
        input,
        batch,
        scratch.bytes(),
        acc,
        rightShift,
        toEven,
        output);
  }

  @Override
  public int convBackward(
      ConvGeometry g,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput) {
    if (isWide(g)) {
      return PLAIN.convBackward(g, weights, gradOutput, batch, scratch, acc, rightShift, gradInput);
    }
    return Passes.convBackward(
        variant,
        g.height(),
        g.width(),
        g.channels(),
        g.outChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.rowPadding(),
        g.columnPadding(),
        g.dilation(),
        g.groups(),
        weights,
        gradOutput,
        batch,
        scratch.bytes(),
        acc,
        rightShift,
        gradInput);
  }

  @Override
  public void convGradient(
      ConvGeometry g,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (isWide(g)) {
      PLAIN.convGradient(g, gradOutput, input, batch, scratch, acc);
      return;
    }
    Passes.convGradient(
        variant,
        g.height(),
        g.width(),
        g.channels(),
        g.outChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.rowPadding(),
        g.columnPadding(),
        g.dilation(),
        g.groups(),
        gradOutput,
        input,
        batch,
        scratch.bytes(),
        acc);
  }

  @Override
  public KernelScratch.Size denseSize(int outputs, int inputs, int batch, boolean trains) {
    return bytes(Passes.denseSize(variant, outputs, inputs, batch, trains));
  }

  @Override
  public int denseForward(
      byte[] weights,
      int[] bias,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    return Passes.denseForward(
        variant,
        weights,
        bias,
        input,
        outputs,
        inputs,
        batch,
        scratch.bytes(),
        acc,
        rightShift,
        toEven,
        output);
  }

  @Override
  public int denseBackward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput) {
    return Passes.denseBackward(
        variant,
        weights,
        gradOutput,
        outputs,
        inputs,
        batch,
        scratch.bytes(),
        acc,
        rightShift,
        gradInput);
  }

  @Override
  public void denseGradient(
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    Passes.denseGradient(variant, gradOutput, input, outputs, inputs, batch, scratch.bytes(), acc);
  }

  @Override
  public KernelScratch.Size poolSize(PoolGeometry g, int batch) {
    return KernelScratch.Size.NONE;
  }

  @Override
  public void maxPool(
      PoolGeometry g, byte[] input, int batch, KernelScratch scratch, byte[] output) {
    Passes.maxPool(
        variant,
        g.height(),
        g.width(),
        g.channels(),
        g.windowHeight(),
        g.windowWidth(),
        g.stride(),
        input,
        batch,
        output);
  }

  @Override
  public void maxPoolBackward(
      PoolGeometry g,
      byte[] input,
      byte[] output,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      byte[] gradInput) {
    Passes.maxPoolBackward(
        variant,
        g.height(),
        g.width(),
        g.channels(),
        g.windowHeight(),
        g.windowWidth(),
        g.stride(),
        input,
        output,
        gradOutput,
        batch,
        gradInput);
  }

  @Override
  public void relu(byte[] input, int count, byte[] output) {
    Passes.relu(variant, input, count, output);
  }

  @Override
  public void reluBackward(byte[] input, byte[] gradOutput, int count, byte[] gradInput) {
    Passes.reluBackward(variant, input, gradOutput, count, gradInput);
  }

  @Override
  public void rowSums(byte[] values, int rows, int columns, int[] acc) {
    Passes.rowSums(variant, values, rows, columns, acc);
  }

  @Override
  public void transpose(byte[] from, int fromIndex, int rows, int columns, byte[] to) {
    Passes.transpose(variant, from, fromIndex, rows, columns, to);
  }

  @Override
  public void add(int[] terms, int from, int to, int[] sums) {
    Passes.add(variant, terms, from, to, sums);
  }

  @Override
  public int magnitudeBits(int[] acc, int from, int to) {
    return Passes.magnitudeBits(variant, acc, from, to);
  }

  @Override
  public void requantize(int[] acc, int count, int rightShift, boolean toEven, byte[] output) {
    Passes.requantize(variant, acc, count, rightShift, toEven, output);
  }

  @Override
  public KernelScratch.Size momentumSize(int count) {
    return KernelScratch.Size.NONE;
  }

  @Override
  public boolean momentum(
      int[] gradient,
      int from,
      int to,
      int multiplier,
      int rightShift,
      int decayMultiplier,
      int decayShift,
      int momentum,
      long key,
      KernelScratch scratch,
      int[] state,
      byte[] weights) {
    return Passes.momentum(
        variant,
        gradient,
        from,
        to,
        multiplier,
        rightShift,
        decayMultiplier,
        decayShift,
        momentum,
        key,
        state,
        weights);
  }
}
