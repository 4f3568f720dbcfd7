package io.tintin.core.layer;

import io.tintin.core.internal.kernel.Conv2dKernels;
import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A convolution of an image, as a cross-correlation: the kernel is not flipped.
 *
 * <p>With {@code g} the group of output channel {@code o}, and pixels outside the image 0:
 *
 * <pre>{@code
 * acc[o][y][x] = bias[o] + sum over ky, kx, i of
 *     weights[o][ky][kx][i] * input[g * inChannels / groups + i][y * stride + ky - padding][x * stride + kx - padding]
 * }</pre>
 *
 * <p>The input is {@code [height, width, inChannels]}, the output {@code [outHeight, outWidth,
 * outChannels]} with {@code outHeight = floor((height + 2 padding - kernelHeight) / stride) + 1}
 * and its width likewise. Parameters: weights int8 {@code [outChannels, kernelHeight, kernelWidth,
 * inChannels / groups]} and, unless there is none, bias int8 {@code [outChannels]}, each with a
 * scale of its own. Bias, output and the gradient by the input are scaled as in {@link Dense}.
 *
 * <p>As many groups as channels make it depthwise, a kernel of 1 x 1 makes it pointwise.
 *
 * @param stride rows and columns from one window to the next, at least 1
 * @param padding rows and columns of zeros on each side, less than either extent of the kernel
 * @param groups divides both channel counts
 */
public record Conv2d(
    int inChannels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int padding,
    int groups,
    boolean hasBias)
    implements Layer {
  /** Largest magnitude that the bias adds to an accumulator. */
  public static final int MAX_BIAS = Accumulation.MAX_BIAS;

  /** Most products of one output for which they and the bias together stay below 2^31. */
  public static final int MAX_FAN_IN = (Integer.MAX_VALUE - MAX_BIAS) / (127 * 127); // 66,572

  /** Most products of one gradient by an input whose sum stays below 2^31. */
  public static final int MAX_FAN_OUT = Integer.MAX_VALUE / (127 * 127); // 133,144

  private static final int WEIGHTS = 0;
  private static final int BIAS = 1;

  /** A square kernel that moves by one pixel, without padding, in one group, with a bias. */
  public Conv2d(int inChannels, int outChannels, int kernelSize) {
    this(inChannels, outChannels, kernelSize, kernelSize, 1, 0, 1, true);
  }

  public Conv2d {
    check("inChannels", 1, Shape.MAX_SIZE, inChannels);
    check("outChannels", 1, Shape.MAX_SIZE, outChannels);
    check("kernelHeight", 1, MAX_FAN_IN, kernelHeight);
    check("kernelWidth", 1, MAX_FAN_IN, kernelWidth);
    check("stride", 1, Integer.MAX_VALUE, stride);
    check("padding", 0, Math.min(kernelHeight, kernelWidth) - 1, padding);
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d groups must divide " + inChannels + " and " + outChannels + ": " + groups);
    }
    long area = (long) kernelHeight * kernelWidth;
    long fanIn = area * (inChannels / groups);
    if (fanIn > MAX_FAN_IN) {
      throw new IllegalArgumentException(
          "conv2d kernelHeight * kernelWidth * inChannels / groups must be at most "
              + MAX_FAN_IN
              + ", or a sum could wrap: "
              + fanIn);
    }
    long fanOut = area * (outChannels / groups);
    if (fanOut > MAX_FAN_OUT) {
      throw new IllegalArgumentException(
          "conv2d kernelHeight * kernelWidth * outChannels / groups must be at most "
              + MAX_FAN_OUT
              + ", or a sum could wrap: "
              + fanOut);
    }
    if (fanIn * outChannels > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          "conv2d weights must be at most " + Shape.MAX_SIZE + ": " + fanIn * outChannels);
    }
  }

  private static void check(String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "conv2d " + name + " must be in [" + least + ", " + most + "]: " + value);
    }
  }

  @Override
  public Shape outputShape(Shape input) {
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
    int least = kernelExtent - 2 * padding;
    if (extent < least) {
      throw new IllegalArgumentException(
          "conv2d input " + name + " must be at least " + least + ": " + extent);
    }
  }

  private int outHeight(Shape input) {
    return Conv2dKernels.outExtent(input.extent(0), kernelHeight, stride, padding);
  }

  private int outWidth(Shape input) {
    return Conv2dKernels.outExtent(input.extent(1), kernelWidth, stride, padding);
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
  public void forward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output) {
    Int8Buffer weights = parameters[WEIGHTS];
    Conv2dKernels.forward(
        weights.values,
        input.values,
        inputShape.extent(0),
        inputShape.extent(1),
        inChannels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding,
        groups,
        batch,
        acc.values);
    acc.setScale(weights.shift + input.shift, weights.up + input.up, weights.down + input.down);
    int columns = outHeight(inputShape) * outWidth(inputShape) * batch;
    if (hasBias) {
      Accumulation.addBias(parameters[BIAS], outChannels, columns, acc);
    }
    Accumulation.requantize(acc, outChannels * columns, output);
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
    Conv2dKernels.backward(
        weights.values,
        gradOutput.values,
        inputShape.extent(0),
        inputShape.extent(1),
        inChannels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding,
        groups,
        batch,
        acc.values);
    acc.setScale(
        weights.shift + gradOutput.shift,
        weights.up + gradOutput.up,
        weights.down + gradOutput.down);
    Accumulation.requantize(acc, inputShape.size() * batch, gradInput);
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
      Conv2dKernels.gradient(
          gradOutput.values,
          input.values,
          inputShape.extent(0),
          inputShape.extent(1),
          inChannels,
          outChannels,
          kernelHeight,
          kernelWidth,
          stride,
          padding,
          groups,
          batch,
          gradParameter.values);
      gradParameter.setScale(
          gradOutput.shift + input.shift, gradOutput.up + input.up, gradOutput.down + input.down);
    } else {
      int columns = outHeight(inputShape) * outWidth(inputShape) * batch;
      ScalarKernels.rowSums(gradOutput.values, outChannels, columns, gradParameter.values);
      gradParameter.setScale(gradOutput.shift, gradOutput.up, gradOutput.down);
    }
  }
}
