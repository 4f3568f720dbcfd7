package io.tintin.cli.floating;

import java.util.Arrays;
import java.util.List;

/**
 * A convolution of images or sequences, as a cross-correlation.
 *
 * <p>A tap is one weight of an output channel: {@code (ky, kx, channel of the group)}, in this
 * order. For one output line, each tap reads one row as long as the output's. So the input is
 * copied once for each {@code kx}, shifted and thinned out by the stride, and both forward and
 * backward pass are matrix products of rows. Gradients by the input are gathered in copies of the
 * same form and moved back at the end.
 */
final class FloatConvolution implements FloatLayer {
  /** From so many taps on, the gradient's inner loop runs along them. */
  private static final int LONG_TAPS = 128;

  private final ConvGeometry geometry;
  private final int height;
  private final int outHeight;
  private final int taps;
  private final ShiftedRows shifted;
  private final List<FloatParameter> parameters;

  /** Rows of weights and of their gradients, group by group. */
  private final float[][][] weights;

  private final float[][][] gradWeights;

  /** Rows of one output line: those of the taps and those of the outputs. */
  private final float[][] tapRows;

  private final float[][] outRows;

  private final float[] zeros;
  private final float[] ignored;

  /** Rows of the taps as {@code [outWidth * batch, taps]}; none if there are few taps. */
  private final float[][] turnedTaps;

  private final float[] products;

  /**
   * A layer of these parameters.
   *
   * @param parameters weights and, unless there is none, bias
   */
  FloatConvolution(ConvGeometry geometry, List<FloatParameter> parameters, int maxBatch) {
    this.geometry = geometry;
    this.height = geometry.height();
    this.outHeight = geometry.outHeight();
    this.taps = geometry.taps();
    this.shifted = new ShiftedRows(geometry, maxBatch);
    this.parameters = parameters;
    this.weights = byGroup(parameters.get(0).values);
    this.gradWeights = byGroup(parameters.get(0).gradients);
    this.tapRows = new float[taps][];
    this.outRows = new float[geometry.groupOutputs()][];
    int length = geometry.outWidth() * maxBatch;
    this.zeros = Rows.allocate(1, length)[0];
    this.ignored = Rows.allocate(1, length)[0];
    this.turnedTaps = Rows.allocate(taps < LONG_TAPS ? 0 : length, taps);
    this.products = Rows.allocate(1, length)[0];
  }

  private boolean hasBias() {
    return parameters.size() > 1;
  }

  private float[][][] byGroup(float[][] rows) {
    float[][][] groups = new float[geometry.groups()][][];
    int each = rows.length / groups.length;
    for (int g = 0; g < groups.length; g++) {
      groups[g] = Arrays.copyOfRange(rows, g * each, (g + 1) * each);
    }
    return groups;
  }

  @Override
  public List<FloatParameter> parameters() {
    return parameters;
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    shifted.copy(inputs[0], batch);
    int count = output.length(batch);
    for (int r = 0; r < output.rows.length; r++) {
      float bias = hasBias() ? parameters.get(1).values[0][r / outHeight] : 0;
      Rows.fill(output.rows[r], bias, count);
    }
    for (int g = 0; g < geometry.groups(); g++) {
      for (int y = 0; y < outHeight; y++) {
        selectTaps(shifted.inputs, zeros, g, y);
        selectOutputs(output, g, y);
        ConvProducts.add(outRows, outRows.length, weights[g], tapRows, taps, count);
      }
    }
  }

  /** Rows outside the image are the given one. */
  private void selectTaps(float[][][] rows, float[] outside, int group, int y) {
    int channels = geometry.groupInputs();
    for (int ky = 0, tap = 0; ky < geometry.kernelHeight(); ky++) {
      int line = y * geometry.stride() + geometry.lineOffset(ky);
      for (int kx = 0; kx < geometry.kernelWidth(); kx++) {
        for (int c = group * channels; c < (group + 1) * channels; c++, tap++) {
          tapRows[tap] = line < 0 || line >= height ? outside : rows[kx][c * height + line];
        }
      }
    }
  }

  private void selectOutputs(FloatTensor tensor, int group, int y) {
    for (int o = 0; o < outRows.length; o++) {
      outRows[o] = tensor.rows[(group * outRows.length + o) * outHeight + y];
    }
  }

  @Override
  public void backward(
      FloatTensor[] inputs,
      FloatTensor output,
      FloatTensor gradOutput,
      int batch,
      FloatTensor[] gradInputs) {
    int count = gradOutput.length(batch);
    gradient(gradOutput, count);
    for (FloatTensor gradInput : gradInputs) {
      shifted.clearGradients(batch);
      for (int g = 0; g < geometry.groups(); g++) {
        for (int y = 0; y < outHeight; y++) {
          selectTaps(shifted.gradients(), ignored, g, y);
          selectOutputs(gradOutput, g, y);
          ConvProducts.addTransposed(tapRows, taps, weights[g], outRows, outRows.length, count);
        }
      }
      shifted.mergeGradients(batch, gradInput);
    }
  }

  private void gradient(FloatTensor gradOutput, int count) {
    if (turnedTaps.length > 0) {
      gradientAlongTaps(gradOutput, count);
    } else {
      for (int c = 0; c < geometry.inChannels(); c++) {
        for (int kx = 0; kx < geometry.kernelWidth(); kx++) {
          gradientOfColumn(c, kx, gradOutput, count);
        }
      }
    }
    if (hasBias()) {
      float[] gradBias = parameters.get(1).gradients[0];
      Rows.fill(gradBias, 0, gradBias.length);
      for (int r = 0; r < gradOutput.rows.length; r++) {
        gradBias[r / outHeight] += Rows.sum(gradOutput.rows[r], count);
      }
    }
  }

  /** The inner loop runs along all taps of an output. */
  private void gradientAlongTaps(FloatTensor gradOutput, int count) {
    for (float[] row : parameters.get(0).gradients) {
      Rows.fill(row, 0, taps);
    }
    for (int g = 0; g < geometry.groups(); g++) {
      for (int y = 0; y < outHeight; y++) {
        selectTaps(shifted.inputs, zeros, g, y);
        selectOutputs(gradOutput, g, y);
        Rows.transpose(tapRows, taps, count, turnedTaps);
        ConvProducts.add(gradWeights[g], outRows.length, outRows, turnedTaps, count, taps);
      }
    }
  }

  /** The inner loop runs along a line; the lines of one column stay in the first cache. */
  private void gradientOfColumn(int channel, int kx, FloatTensor gradOutput, int count) {
    int channels = geometry.groupInputs();
    int group = channel / channels;
    for (int o = 0; o < outRows.length; o++) {
      int firstOut = (group * outRows.length + o) * outHeight;
      for (int ky = 0; ky < geometry.kernelHeight(); ky++) {
        int offset = geometry.lineOffset(ky);
        int tap = (ky * geometry.kernelWidth() + kx) * channels + channel % channels;
        gradWeights[group][o][tap] =
            correlation(
                shifted.inputs[kx], channel * height, offset, gradOutput.rows, firstOut, count);
      }
    }
  }

  /** The sum over all output lines of the products of a tap's row and the gradient's. */
  private float correlation(
      float[][] rows, int firstRow, int offset, float[][] grads, int firstOut, int count) {
    int stride = geometry.stride();
    int y = geometry.firstInside(offset, outHeight);
    int end = geometry.endInside(offset, height, outHeight);
    Rows.fill(products, 0, count);
    for (; y < end - 2; y += 3) {
      int r = firstRow + offset + y * stride;
      int of = firstOut + y;
      ConvProducts.addPairs3(
          products,
          rows[r],
          grads[of],
          rows[r + stride],
          grads[of + 1],
          rows[r + 2 * stride],
          grads[of + 2],
          count);
    }
    for (; y < end; y++) {
      ConvProducts.addPair(
          products, rows[firstRow + offset + y * stride], grads[firstOut + y], count);
    }
    return Rows.sum(products, count);
  }
}
