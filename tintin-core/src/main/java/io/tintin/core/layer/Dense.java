package io.tintin.core.layer;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A fully connected layer: {@code acc[o] = sum_i weights[o][i] * input[i] + bias[o]}.
 *
 * <p>Parameters: weights int8 {@code [outputs, inputs]} and, unless there is none, bias int8 {@code
 * [outputs]}, each with a scale of its own. The bias is brought to the scale of the sum, rounded to
 * nearest and clipped to {@link #MAX_BIAS}. The accumulator, and on the way back the gradient by
 * the input, is requantised by the {@linkplain io.tintin.core.rescaling.Rescaling policy} of the
 * trainer.
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
  public Shape outputShape(Shape... shapes) {
    Shape input = Accumulation.only("dense", shapes);
    if (input.rank() == 2 || input.rank() == 3) {
      String kind =
          input.rank() == 2
              ? "a sequence [length, channels]"
              : "an image [height, width, channels]";
      throw new IllegalArgumentException("dense input must be flat, not " + kind + ": " + input);
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
  public List<WorstSum> worstSums(int batch, Shape... shapes) {
    return List.of(
        WorstSum.output(inputs, hasBias),
        WorstSum.inputGradient(outputs),
        WorstSum.weightGradient(1, batch));
  }

  @Override
  public void forward(LayerSite site) {
    Int8Buffer weights = site.parameters[WEIGHTS];
    Int8Buffer input = site.input();
    Accumulation.setProductScale(weights, input, site.acc);
    int rightShift = site.outputRequantizer.rightShift(site.acc);
    int bits =
        KERNELS.denseForward(
            weights.values,
            site.alignedBias(hasBias, outputs),
            input.values,
            outputs,
            inputs,
            site.batch,
            site.scratch.kernels,
            site.acc.values,
            rightShift,
            site.outputRequantizer.tiesToEven(),
            site.output.values);
    site.finishOutput(rightShift, bits);
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer weights = site.parameters[WEIGHTS];
    Accumulation.setProductScale(weights, site.gradOutput, site.acc);
    int rightShift = site.gradientRequantizers[0].rightShift(site.acc);
    int bits =
        KERNELS.denseBackward(
            weights.values,
            site.gradOutput.values,
            outputs,
            inputs,
            site.batch,
            site.scratch.kernels,
            site.acc.values,
            rightShift,
            site.gradInputs[0].values);
    site.finishGradient(rightShift, bits);
  }

  @Override
  public void gradient(LayerSite site, int parameter, Int32Buffer gradParameter) {
    byte[] gradOutput = site.gradOutput.values;
    if (parameter == WEIGHTS) {
      KERNELS.denseGradient(
          gradOutput,
          site.input().values,
          outputs,
          inputs,
          site.batch,
          site.scratch.kernels,
          gradParameter.values);
      Accumulation.setProductScale(site.gradOutput, site.input(), gradParameter);
    } else {
      KERNELS.rowSums(gradOutput, outputs, site.batch, gradParameter.values);
      gradParameter.setScaleOf(site.gradOutput);
    }
  }
}
