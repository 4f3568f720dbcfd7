package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A fully connected layer: {@code acc[o] = sum_i weights[o][i] * input[i] + bias[o]}.
 *
 * <p>Parameters: weights int8 {@code [outputs, inputs]} and, unless there is none, bias int8 {@code
 * [outputs]}, each with a scale of its own. The bias is brought to the scale of the sum, rounded to
 * nearest and clipped to {@link #MAX_BIAS}. The accumulator is requantised by its range: with
 * {@code bits} the bit length of its largest magnitude over outputs and batch, it is shifted right
 * by {@code max(bits - 7, 0)}, rounded to nearest, and clipped to ±127; the scale's shift grows by
 * as much. The gradient by the input is requantised in the same way.
 *
 * <p>Source: Wang et al. 2022 (NITI), section 3, arXiv:2009.13108; the bias is this project's.
 *
 * @param inputs in [1, {@link #MAX_INPUTS}]
 * @param outputs in [1, {@link #MAX_OUTPUTS}]; inputs times outputs at most 2^28
 */
public record Dense(int inputs, int outputs, boolean hasBias) implements Layer {
  /** Largest magnitude that the bias adds to an accumulator. */
  public static final int MAX_BIAS = Accumulation.MAX_BIAS;

  /** Most inputs for which products and bias together stay below 2^31. */
  public static final int MAX_INPUTS = (Integer.MAX_VALUE - MAX_BIAS) / (127 * 127); // 66,572

  /** Most outputs for which the sum of the backward pass stays below 2^31. */
  public static final int MAX_OUTPUTS = Integer.MAX_VALUE / (127 * 127); // 133,144

  private static final int WEIGHTS = 0;
  private static final int BIAS = 1;

  /** A layer with a bias. */
  public Dense(int inputs, int outputs) {
    this(inputs, outputs, true);
  }

  public Dense {
    if (inputs < 1 || inputs > MAX_INPUTS) {
      throw new IllegalArgumentException(
          "dense inputs must be in [1, " + MAX_INPUTS + "], or a sum could wrap: " + inputs);
    }
    if (outputs < 1 || outputs > MAX_OUTPUTS) {
      throw new IllegalArgumentException(
          "dense outputs must be in [1, " + MAX_OUTPUTS + "], or a sum could wrap: " + outputs);
    }
    if ((long) inputs * outputs > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          "dense weights must be at most " + Shape.MAX_SIZE + ": " + (long) inputs * outputs);
    }
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 3) {
      throw new IllegalArgumentException(
          "dense input must be flat, not an image [height, width, channels]: " + input);
    }
    if (input.size() != inputs) {
      throw new IllegalArgumentException(
          "dense input size must be " + inputs + ": " + input.size());
    }
    return Shape.of(outputs);
  }

  @Override
  public List<Shape> parameterShapes() {
    Shape weights = Shape.of(outputs, inputs);
    return hasBias ? List.of(weights, Shape.of(outputs)) : List.of(weights);
  }

  @Override
  public int fans() {
    return inputs + outputs;
  }

  @Override
  public int gradientTerms(Shape input) {
    return 1;
  }

  @Override
  public void forward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output) {
    Int8Buffer weights = parameters[WEIGHTS];
    ScalarKernels.denseForward(weights.values, input.values, outputs, inputs, batch, acc.values);
    acc.setScale(weights.shift + input.shift, weights.up + input.up, weights.down + input.down);
    if (hasBias) {
      Accumulation.addBias(parameters[BIAS], outputs, batch, acc);
    }
    Accumulation.requantize(acc, outputs * batch, output);
  }

  @Override
  public void backward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer gradInput) {
    Int8Buffer weights = parameters[WEIGHTS];
    ScalarKernels.denseBackward(
        weights.values, gradOutput.values, outputs, inputs, batch, acc.values);
    acc.setScale(
        weights.shift + gradOutput.shift,
        weights.up + gradOutput.up,
        weights.down + gradOutput.down);
    Accumulation.requantize(acc, inputs * batch, gradInput);
  }

  @Override
  public void gradient(
      int parameter,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer gradParameter) {
    if (parameter == WEIGHTS) {
      ScalarKernels.denseGradient(
          gradOutput.values, input.values, outputs, inputs, batch, gradParameter.values);
      gradParameter.setScale(
          gradOutput.shift + input.shift, gradOutput.up + input.up, gradOutput.down + input.down);
    } else {
      ScalarKernels.rowSums(gradOutput.values, outputs, batch, gradParameter.values);
      gradParameter.setScale(gradOutput.shift, gradOutput.up, gradOutput.down);
    }
  }
}
