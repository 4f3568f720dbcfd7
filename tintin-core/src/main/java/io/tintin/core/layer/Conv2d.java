package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A convolution of an image, as a cross-correlation: the kernel is not flipped.
 *
 * <p>With {@code g} the group of output channel {@code o}, and pixels outside the image 0:
 *
 * <pre>{@code
 * acc[o][y][x] = bias[o] + sum over ky, kx, i of
 *     weights[o][ky][kx][i] * input[g * inChannels / groups + i][y * stride + ky * dilation - padding][x * stride + kx * dilation - padding]
 * }</pre>
 *
 * <p>The input is {@code [height, width, inChannels]}, the output {@code [outHeight, outWidth,
 * outChannels]} with {@code outHeight = floor((height + 2 padding - dilation (kernelHeight - 1) -
 * 1) / stride) + 1} and its width likewise. Parameters: weights int8 {@code [outChannels,
 * kernelHeight, kernelWidth, inChannels / groups]} and, unless there is none, bias int8 {@code
 * [outChannels]}, each with a scale of its own. Bias, output and the gradient by the input are
 * scaled as in {@link Dense}.
 *
 * <p>As many groups as channels make it depthwise, a kernel of 1 x 1 makes it pointwise.
 *
 * @param stride rows and columns from one window to the next, at least 1
 * @param padding rows and columns of zeros on each side, fewer than the kernel reaches over
 * @param dilation rows and columns from one tap of the kernel to the next, at least 1
 * @param groups divides both channel counts
 */
public record Conv2d(
    int inChannels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int padding,
    int dilation,
    int groups,
    boolean hasBias)
    implements Layer {
  /** Largest magnitude that the bias adds to an accumulator. */
  public static final int MAX_BIAS = Accumulation.MAX_BIAS;

  /** Most products of one output for which they and the bias together stay below 2^31. */
  public static final int MAX_FAN_IN = Convolution.MAX_FAN_IN; // 66,572

  /** Most products of one gradient by an input whose sum stays below 2^31. */
  public static final int MAX_FAN_OUT = Convolution.MAX_FAN_OUT; // 133,144

  /** A square kernel that moves by one pixel, without padding, in one group, with a bias. */
  public Conv2d(int inChannels, int outChannels, int kernelSize) {
    this(inChannels, outChannels, kernelSize, kernelSize, 1, 0, 1, 1, true);
  }

  public Conv2d {
    check("inChannels", 1, Shape.MAX_SIZE, inChannels);
    check("outChannels", 1, Shape.MAX_SIZE, outChannels);
    check("kernelHeight", 1, MAX_FAN_IN, kernelHeight);
    check("kernelWidth", 1, MAX_FAN_IN, kernelWidth);
    check("stride", 1, Integer.MAX_VALUE, stride);
    check("dilation", 1, MAX_FAN_IN, dilation);
    int smaller = Math.min(kernelHeight, kernelWidth);
    check(
        "padding",
        0,
        (int) Math.min(Convolution.extent(smaller, dilation) - 1, Shape.MAX_SIZE),
        padding);
    Convolution.checkSums(
        "conv2d",
        "kernelHeight * kernelWidth",
        (long) kernelHeight * kernelWidth,
        inChannels,
        outChannels,
        groups);
  }

  private static void check(String name, int least, int most, int value) {
    Convolution.check("conv2d", name, least, most, value);
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    Shape input = Accumulation.only("conv2d", inputs);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "conv2d input must be an image [height, width, channels]: " + input);
    }
    if (input.extent(2) != inChannels) {
      throw new IllegalArgumentException(
          "conv2d input channels must be " + inChannels + ": " + input.extent(2));
    }
    checkFits("height", kernelHeight, input.extent(0));
    checkFits("width", kernelWidth, input.extent(1));
    return Shape.of(outHeight(input), outWidth(input), outChannels);
  }

  private void checkFits(String name, int kernelExtent, int extent) {
    Convolution.checkFits(
        "conv2d input " + name, Convolution.extent(kernelExtent, dilation), padding, extent);
  }

  private int outHeight(Shape input) {
    return ConvGeometry.outExtent(input.extent(0), kernelHeight, stride, padding, dilation);
  }

  private int outWidth(Shape input) {
    return ConvGeometry.outExtent(input.extent(1), kernelWidth, stride, padding, dilation);
  }

  @Override
  public List<Shape> parameterShapes() {
    Shape weights = Shape.of(outChannels, kernelHeight, kernelWidth, inChannels / groups);
    return hasBias ? List.of(weights, Shape.of(outChannels)) : List.of(weights);
  }

  @Override
  public int fans() {
    return kernelHeight * kernelWidth * (inChannels / groups + outChannels / groups);
  }

  @Override
  public int gradientTerms(Shape input) {
    return outHeight(input) * outWidth(input);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    long area = (long) kernelHeight * kernelWidth;
    return List.of(
        WorstSum.output(area * (inChannels / groups), hasBias),
        WorstSum.inputGradient(area * (outChannels / groups)),
        WorstSum.weightGradient(gradientTerms(inputs[0]), batch));
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
        input.extent(0),
        input.extent(1),
        inChannels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding,
        dilation,
        groups);
  }
}
