package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A convolution of a sequence, as a cross-correlation: the kernel is not flipped.
 *
 * <p>With {@code g} the group of output channel {@code o}, and what is outside the sequence 0:
 *
 * <pre>{@code
 * acc[o][t] = bias[o] + sum over k, i of
 *     weights[o][k][i] * input[g * inChannels / groups + i][t * stride + k * dilation - padding]
 * }</pre>
 *
 * <p>The input is {@code [length, inChannels]}, the output {@code [outLength, outChannels]} with
 * {@code outLength = floor((length + 2 padding - dilation (kernelSize - 1) - 1) / stride) + 1}.
 * Parameters: weights int8 {@code [outChannels, kernelSize, inChannels / groups]} and, unless there
 * is none, bias int8 {@code [outChannels]}, each with a scale of its own. Bias, output and the
 * gradient by the input are scaled as in {@link Dense}. The bits are those of a {@link Conv2d} of
 * one row whose kernel has one row, and no padding above or below.
 *
 * @param stride values from one window to the next, at least 1
 * @param padding zeros at each end, fewer than the kernel reaches over
 * @param dilation values from one tap of the kernel to the next, at least 1
 * @param groups divides both channel counts
 */
public record Conv1d(
    int inChannels,
    int outChannels,
    int kernelSize,
    int stride,
    int padding,
    int dilation,
    int groups,
    boolean hasBias)
    implements Layer {
  /** Most products of one output for which they and the bias together stay below 2^31. */
  public static final int MAX_FAN_IN = Convolution.MAX_FAN_IN; // 66,572

  /** Most products of one gradient by an input whose sum stays below 2^31. */
  public static final int MAX_FAN_OUT = Convolution.MAX_FAN_OUT; // 133,144

  /** A kernel that moves by one value, without padding, in one group, with a bias. */
  public Conv1d(int inChannels, int outChannels, int kernelSize) {
    this(inChannels, outChannels, kernelSize, 1, 0, 1, 1, true);
  }

  public Conv1d {
    check("inChannels", 1, Shape.MAX_SIZE, inChannels);
    check("outChannels", 1, Shape.MAX_SIZE, outChannels);
    check("kernelSize", 1, MAX_FAN_IN, kernelSize);
    check("stride", 1, Integer.MAX_VALUE, stride);
    check("dilation", 1, MAX_FAN_IN, dilation);
    long most = Math.min(Convolution.extent(kernelSize, dilation) - 1, Shape.MAX_SIZE);
    check("padding", 0, (int) most, padding);
    Convolution.checkSums("conv1d", "kernelSize", kernelSize, inChannels, outChannels, groups);
  }

  private static void check(String name, int least, int most, int value) {
    Convolution.check("conv1d", name, least, most, value);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    Shape input = Accumulation.only("conv1d", inputs);
    if (input.rank() != 2) {
      throw new IllegalArgumentException(
          "conv1d input must be a sequence [length, channels]: " + input);
    }
    if (input.channels() != inChannels) {
      throw new IllegalArgumentException(
          "conv1d input channels must be " + inChannels + ": " + input.channels());
    }
    Convolution.checkFits(
        "conv1d input length", Convolution.extent(kernelSize, dilation), padding, input.extent(0));
    return Shape.of(outLength(input), outChannels);
  }

  private int outLength(Shape input) {
    return ConvGeometry.outExtent(input.extent(0), kernelSize, stride, padding, dilation);
  }

  @Override
  public List<Shape> parameterShapes() {
    Shape weights = Shape.of(outChannels, kernelSize, inChannels / groups);
    return hasBias ? List.of(weights, Shape.of(outChannels)) : List.of(weights);
  }

  @Override
  public int fans() {
    return kernelSize * (inChannels / groups + outChannels / groups);
  }

  @Override
  public int gradientTerms(Shape input) {
    return outLength(input);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(
        WorstSum.output((long) kernelSize * (inChannels / groups), hasBias),
        WorstSum.inputGradient((long) kernelSize * (outChannels / groups)),
        WorstSum.weightGradient(outLength(inputs[0]), batch));
  }

  @Override
  public void forward(LayerSite site) {
    Convolution.forward(site, hasBias);
  }

  @Override
  public void backward(LayerSite site) {
    Convolution.backward(site);
  }

  @Override
  public void gradient(LayerSite site, int parameter, Int32Buffer gradParameter) {
    Convolution.gradient(site, parameter, gradParameter);
  }

  ConvGeometry geometry(Shape input) {
    return new ConvGeometry(
        1,
        input.extent(0),
        inChannels,
        outChannels,
        1,
        kernelSize,
        stride,
        0,
        padding,
        dilation,
        groups);
  }
}
