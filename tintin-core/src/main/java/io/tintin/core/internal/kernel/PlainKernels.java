package io.tintin.core.internal.kernel;

/** Kernels in plain Java, written for the vectoriser of C2: the truth that others are held to. */
public final class PlainKernels implements Kernels {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public KernelScratch.Size convSize(ConvGeometry geometry, int batch, boolean trains) {
    return trains
        ? Conv2dKernels.trainingSize(geometry, batch)
        : Conv2dKernels.forwardSize(geometry, batch);
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
    return Conv2dKernels.forward(
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
    Conv2dKernels.backward(geometry, weights, gradOutput, batch, scratch, acc);
    int count = geometry.channels() * geometry.height() * geometry.width() * batch;
    return scaled(acc, count, rightShift, false, gradInput);
  }

  @Override
  public void convGradient(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    Conv2dKernels.gradient(geometry, gradOutput, input, batch, scratch, acc);
  }

  @Override
  public KernelScratch.Size denseSize(int outputs, int inputs, int batch, boolean trains) {
    return trains
        ? DenseKernels.trainingSize(outputs, inputs, batch)
        : DenseKernels.forwardSize(outputs, inputs, batch);
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
    DenseKernels.forward(weights, input, outputs, inputs, batch, scratch, acc);
    ScalarKernels.addBias(bias, outputs, batch, acc);
    return scaled(acc, outputs * batch, rightShift, toEven, output);
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
    DenseKernels.backward(weights, gradOutput, outputs, inputs, batch, scratch, acc);
    return scaled(acc, inputs * batch, rightShift, false, gradInput);
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
    DenseKernels.gradient(gradOutput, input, outputs, inputs, batch, scratch, acc);
  }

  private int scaled(int[] acc, int count, int rightShift, boolean toEven, byte[] output) {
    int bits = magnitudeBits(acc, 0, count);
    if (rightShift != UNSCALED) {
      requantize(acc, count, rightShift, toEven, output);
    }
    return bits;
  }

  @Override
  public KernelScratch.Size poolSize(PoolGeometry geometry, int batch) {
    return MaxPoolRows.size(geometry, batch);
  }

  @Override
  public void maxPool(
      PoolGeometry geometry, byte[] input, int batch, KernelScratch scratch, byte[] output) {
    if (MaxPoolSquares.fits(geometry, batch)) {
      MaxPoolSquares.forward(geometry, input, output);
    } else if (!MaxPoolRows.forward(geometry, input, batch, scratch, output)) {
      MaxPoolKernels.forward(geometry, input, batch, output);
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
    if (MaxPoolSquares.fits(geometry, batch)) {
      MaxPoolSquares.backward(geometry, input, gradOutput, gradInput);
    } else if (!MaxPoolRows.backward(
        geometry, input, output, gradOutput, batch, scratch, gradInput)) {
      MaxPoolKernels.backwardDisjoint(geometry, input, gradOutput, batch, gradInput);
    }
  }

  @Override
  public void relu(byte[] input, int count, byte[] output) {
    for (int j = 0; j < count; j++) {
      output[j] = (byte) (input[j] & ~(input[j] >> 7));
    }
  }

  @Override
  public void reluBackward(byte[] input, byte[] gradOutput, int count, byte[] gradInput) {
    // Two loops, as C2 vectorises the shift of a byte only where it is loaded.
    for (int j = 0; j < count; j++) {
      gradInput[j] = (byte) -input[j];
    }
    for (int j = 0; j < count; j++) {
      gradInput[j] = (byte) (gradOutput[j] & (gradInput[j] >> 7));
    }
  }

  @Override
  public void rowSums(byte[] values, int rows, int columns, int[] acc) {
    ScalarKernels.rowSums(values, rows, columns, acc);
  }

  @Override
  public void transpose(byte[] from, int fromIndex, int rows, int columns, byte[] to) {
    for (int r = 0, at = fromIndex; r < rows; r++) {
      for (int c = 0, target = r; c < columns; c++, target += rows) {
        to[target] = from[at++];
      }
    }
  }

  @Override
  public void add(int[] terms, int from, int to, int[] sums) {
    ScalarKernels.add(terms, from, to, sums);
  }

  @Override
  public int magnitudeBits(int[] acc, int from, int to) {
    return ScalarKernels.magnitudeBits(acc, from, to);
  }

  @Override
  public void requantize(int[] acc, int count, int rightShift, boolean toEven, byte[] output) {
    if (toEven) {
      ScalarKernels.requantizeToEven(acc, count, rightShift, output);
    } else {
      ScalarKernels.requantizeToNearest(acc, count, rightShift, output);
    }
  }

  @Override
  public KernelScratch.Size momentumSize(int count) {
    return MomentumKernel.size(count);
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
    return MomentumKernel.step(
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
