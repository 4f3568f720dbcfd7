package io.tintin.core.internal.kernel;

/**
 * Kernels on the incubating Vector API, with the bits of {@link PlainKernels}. Opened by {@link
 * VectorKernelProvider}, by name: nothing else in core refers to it.
 */
final class VectorKernels implements Kernels {
  /** Values below which loops of vectors are seldom entered, and then may leave them as objects. */
  private static final int FEW = 64;

  /** For what they do as well. */
  private final Kernels others = new PlainKernels();

  @Override
  public String name() {
    return VectorKernelProvider.NAME;
  }

  @Override
  public KernelScratch.Size convSize(ConvGeometry geometry, int batch, boolean trains) {
    KernelScratch.Size size =
        VectorConvForward.size(geometry, batch).max(VectorShortConv.size(geometry, batch, trains));
    return trains
        ? size.max(VectorConvBackward.size(geometry, batch))
            .max(VectorConvGradient.size(geometry, batch))
        : size;
  }

  @Override
  public int convForward(
      ConvGeometry geometry,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output) {
    if (VectorShortConv.suits(geometry, batch)) {
      return VectorShortConv.forward(
          geometry, weights, bias, input, batch, scratch, acc, rightShift, toEven, output);
    }
    return VectorConvForward.forward(
        geometry, weights, bias, input, batch, scratch, acc, rightShift, toEven, output);
  }

  @Override
  public int convBackward(
      ConvGeometry geometry,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput) {
    if (VectorShortConv.suits(geometry, batch)) {
      return VectorShortConv.backward(
          geometry, weights, gradOutput, batch, scratch, acc, rightShift, gradInput);
    }
    return VectorConvBackward.backward(
        geometry, weights, gradOutput, batch, scratch, acc, rightShift, gradInput);
  }

  @Override
  public void convGradient(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (VectorShortConv.suits(geometry, batch)) {
      VectorShortConv.gradient(geometry, gradOutput, input, batch, scratch, acc);
    } else {
      VectorConvGradient.gradient(geometry, gradOutput, input, batch, scratch, acc);
    }
  }

  @Override
  public KernelScratch.Size denseSize(int outputs, int inputs, int batch, boolean trains) {
    return VectorDense.size(outputs, inputs, batch, trains);
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
    int union =
        VectorDense.forward(
            weights, bias, input, outputs, inputs, batch, scratch, acc, rightShift, toEven, output);
    return VectorScaling.bits(union);
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
    int union =
        VectorDense.backward(
            weights, gradOutput, outputs, inputs, batch, scratch, acc, rightShift, gradInput);
    return VectorScaling.bits(union);
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
    VectorDense.gradient(gradOutput, input, outputs, inputs, batch, scratch, acc);
  }

  @Override
  public KernelScratch.Size poolSize(PoolGeometry geometry, int batch) {
    return VectorPool.fits(geometry, batch)
        ? KernelScratch.Size.NONE
        : others.poolSize(geometry, batch);
  }

  @Override
  public void maxPool(
      PoolGeometry geometry, byte[] input, int batch, KernelScratch scratch, byte[] output) {
    if (VectorPool.fits(geometry, batch)) {
      VectorPool.maxPool(geometry, input, batch, output);
    } else {
      others.maxPool(geometry, input, batch, scratch, output);
    }
  }

  @Override
  public void maxPoolBackward(
      PoolGeometry geometry,
      byte[] input,
      byte[] output,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      byte[] gradInput) {
    if (VectorPool.fits(geometry, batch)) {
      VectorPool.maxPoolBackward(geometry, input, output, gradOutput, batch, gradInput);
    } else {
      others.maxPoolBackward(geometry, input, output, gradOutput, batch, scratch, gradInput);
    }
  }

  @Override
  public void relu(byte[] input, int count, byte[] output) {
    VectorElements.relu(input, count, output);
  }

  @Override
  public void reluBackward(byte[] input, byte[] gradOutput, int count, byte[] gradInput) {
    VectorElements.reluBackward(input, gradOutput, count, gradInput);
  }

  @Override
  public void rowSums(byte[] values, int rows, int columns, int[] acc) {
    if (columns < FEW) {
      ScalarKernels.rowSums(values, rows, columns, acc);
    } else {
      VectorElements.rowSums(values, rows, columns, acc);
    }
  }

  @Override
  public void transpose(byte[] from, int fromIndex, int rows, int columns, byte[] to) {
    ByteTranspose.transpose(from, fromIndex, rows, columns, to, 0);
  }

  @Override
  public void add(int[] terms, int from, int to, int[] sums) {
    if (to - from < FEW) {
      ScalarKernels.add(terms, from, to, sums);
    } else {
      VectorScaling.addRow(terms, from, to - from, sums, from);
    }
  }

  @Override
  public int magnitudeBits(int[] acc, int from, int to) {
    return to - from < FEW
        ? ScalarKernels.magnitudeBits(acc, from, to)
        : VectorScaling.bits(VectorScaling.magnitudes(acc, from, to - from, 0));
  }

  @Override
  public void requantize(int[] acc, int count, int rightShift, boolean toEven, byte[] output) {
    VectorScaling.scale(acc, 0, count, 0, rightShift, toEven, acc, output, 0);
  }

  @Override
  public KernelScratch.Size momentumSize(int count) {
    return VectorMomentum.size(count);
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
    return VectorMomentum.step(
        gradient,
        from,
        to,
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
}
