package io.tintin.nativekernels;

/**
 * The functions of {@code jni.c}. The arguments are those of the kernels; a geometry is spread into
 * its extents, in their order. Arrays are pinned for the length of a call, and nothing is checked.
 */
final class Passes {
  private Passes() {}

  /** The number of the best variant, or of the one named; negative if it cannot run here. */
  static native int choose(byte[] name);

  /** Bytes. */
  static native long convSize(
      int variant,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int rowPadding,
      int columnPadding,
      int dilation,
      int groups,
      int batch,
      boolean trains);

  static native int convForward(
      int variant,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int rowPadding,
      int columnPadding,
      int dilation,
      int groups,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      byte[] scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output);

  static native int convBackward(
      int variant,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int rowPadding,
      int columnPadding,
      int dilation,
      int groups,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      byte[] scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput);

  static native void convGradient(
      int variant,
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int rowPadding,
      int columnPadding,
      int dilation,
      int groups,
      byte[] gradOutput,
      byte[] input,
      int batch,
      byte[] scratch,
      int[] acc);

  /** Bytes. */
  static native long denseSize(int variant, int outputs, int inputs, int batch, boolean trains);

  static native int denseForward(
      int variant,
      byte[] weights,
      int[] bias,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      byte[] scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output);

  static native int denseBackward(
      int variant,
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      byte[] scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput);

  static native void denseGradient(
      int variant,
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      byte[] scratch,
      int[] acc);

  static native void maxPool(
      int variant,
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int stride,
      byte[] input,
      int batch,
      byte[] output);

  static native void maxPoolBackward(
      int variant,
      int height,
      int width,
      int channels,
      int windowHeight,
      int windowWidth,
      int stride,
      byte[] input,
      byte[] output,
      byte[] gradOutput,
      int batch,
      byte[] gradInput);

  static native void relu(int variant, byte[] input, int count, byte[] output);

  static native void reluBackward(
      int variant, byte[] input, byte[] gradOutput, int count, byte[] gradInput);

  static native void rowSums(int variant, byte[] values, int rows, int columns, int[] acc);

  static native void transpose(
      int variant, byte[] from, int fromIndex, int rows, int columns, byte[] to);

  static native void add(int variant, int[] terms, int from, int to, int[] sums);

  static native int magnitudeBits(int variant, int[] acc, int from, int to);

  static native void requantize(
      int variant, int[] acc, int count, int rightShift, boolean toEven, byte[] output);

  static native boolean momentum(
      int variant,
      int[] gradient,
      int from,
      int to,
      int multiplier,
      int rightShift,
      int decayMultiplier,
      int decayShift,
      int momentum,
      long key,
      int[] state,
      byte[] weights);
}
