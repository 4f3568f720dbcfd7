package io.tintin.core.internal.kernel;

import static io.tintin.core.internal.kernel.VectorLanes.LANES;
import static io.tintin.core.internal.kernel.VectorTiles.PANEL;

/**
 * The passes of a fully connected layer: over the examples of a batch that is longer than a vector,
 * and otherwise over the inputs. A batch of 1 has its own: nothing would be used twice.
 */
final class VectorDense {
  private static final int[] NO_BIAS = {};

  private VectorDense() {}

  /** Whether the examples fill vectors. */
  private static boolean isOverBatch(int batch) {
    return batch > LANES;
  }

  static KernelScratch.Size size(int outputs, int inputs, int batch, boolean trains) {
    KernelScratch.Size size =
        VectorSmallDense.size(outputs, inputs, Math.min(batch, LANES), trains);
    size = isOverBatch(batch) ? size.max(VectorProduct.size(outputs, inputs, batch)) : size;
    return trains
        ? size.max(backwardSize(outputs, inputs, batch)).max(gradientSize(outputs, inputs, batch))
        : size;
  }

  static int forward(
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
    if (isOverBatch(batch)) {
      return VectorProduct.multiply(
          weights,
          0,
          bias,
          input,
          outputs,
          inputs,
          batch,
          scratch,
          acc,
          rightShift,
          toEven,
          output);
    }
    VectorSmallDense.forward(weights, input, outputs, inputs, batch, scratch, acc);
    ScalarKernels.addBias(bias, outputs, batch, acc);
    return VectorScaling.scale(acc, 0, outputs * batch, 0, rightShift, toEven, acc, output, 0);
  }

  static int backward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput) {
    if (isOverBatch(batch) || inputs < PANEL) {
      int transposed = VectorProduct.bytes(outputs, batch);
      ByteTranspose.transpose(weights, 0, outputs, inputs, scratch.bytes, transposed);
      return VectorProduct.multiply(
          scratch.bytes,
          transposed,
          NO_BIAS,
          gradOutput,
          inputs,
          outputs,
          batch,
          scratch,
          acc,
          rightShift,
          false,
          gradInput);
    }
    VectorSmallDense.backward(weights, gradOutput, outputs, inputs, batch, scratch, acc);
    return VectorScaling.scale(acc, 0, inputs * batch, 0, rightShift, false, acc, gradInput, 0);
  }

  private static KernelScratch.Size backwardSize(int outputs, int inputs, int batch) {
    int bytes = VectorProduct.bytes(outputs, batch) + outputs * inputs;
    return VectorProduct.size(inputs, outputs, batch).max(new KernelScratch.Size(0, 0, 0, bytes));
  }

  private static KernelScratch.Size gradientSize(int outputs, int inputs, int batch) {
    int factors = VectorTiles.factors(outputs, batch);
    int ints = batch + factors + VectorTiles.even(batch) * PANEL + 2 * PANEL;
    return new KernelScratch.Size(0, 0, ints, inputs * batch + VectorImage.SLACK);
  }

  static void gradient(
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc) {
    if (batch == 1) {
      VectorSmallDense.outerProduct(gradOutput, input, outputs, inputs, scratch.ints, acc);
      return;
    }
    int[] ints = scratch.ints;
    byte[] examples = scratch.bytes;
    ByteTranspose.transpose(input, 0, inputs, batch, examples, 0);
    for (int b = 0; b < batch; b++) {
      ints[b] = b * inputs;
    }
    VectorTiles.packRows(gradOutput, 0, batch, 1, outputs, batch, ints, batch);
    int panel = batch + VectorTiles.factors(outputs, batch);
    for (int i = 0; i < inputs; i += PANEL) {
      int columns = Math.min(PANEL, inputs - i);
      int first = columns < PANEL && inputs > PANEL ? inputs - PANEL : i;
      VectorTiles.packPanel(examples, first, first + LANES, ints, 0, batch, panel);
      multiply(outputs, inputs, batch, ints, panel, acc, first, Math.min(PANEL, inputs));
    }
  }

  /** For the inputs from {@code first} on. */
  private static void multiply(
      int outputs,
      int inputs,
      int batch,
      int[] ints,
      int panel,
      int[] acc,
      int first,
      int columns) {
    int tile = panel + VectorTiles.even(batch) * PANEL;
    int direct = columns == PANEL ? outputs / 2 : 0;
    int step = VectorTiles.even(batch);
    VectorTiles.multiply(direct, ints, batch, step, batch, panel, acc, first, 2 * inputs, inputs);
    for (int o = 2 * direct; o < outputs; o += 2) {
      int factors = batch + VectorTiles.factors(o, batch);
      int to = o * inputs + first;
      VectorTiles.multiply(1, ints, factors, 0, batch, panel, ints, tile, 0, PANEL);
      System.arraycopy(ints, tile, acc, to, columns);
      if (o + 1 < outputs) {
        System.arraycopy(ints, tile + PANEL, acc, to + inputs, columns);
      }
    }
  }
}
