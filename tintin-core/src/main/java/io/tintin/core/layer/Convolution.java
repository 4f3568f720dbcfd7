package io.tintin.core.layer;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What convolutions over one and two extents share: the passes, given the geometry of a site. */
final class Convolution {
  static final int WEIGHTS = 0;
  static final int BIAS = 1;

  /** Most products of one output for which they and the bias together stay below 2^31. */
  static final int MAX_FAN_IN = (Integer.MAX_VALUE - Accumulation.MAX_BIAS) / (127 * 127);

  /** Most products of one gradient by an input whose sum stays below 2^31. */
  static final int MAX_FAN_OUT = Integer.MAX_VALUE / (127 * 127);

  private Convolution() {}

  static void check(String layer, String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          layer + " " + name + " must be in [" + least + ", " + most + "]: " + value);
    }
  }

  /** Values that a kernel reaches over along one axis. */
  static long extent(int kernel, int dilation) {
    return (long) dilation * (kernel - 1) + 1;
  }

  /** Checks that the kernel fits into a padded extent of the input. */
  static void checkFits(String name, long kernelExtent, int padding, int extent) {
    long least = kernelExtent - 2L * padding;
    if (extent < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + extent);
    }
  }

  /**
   * Checks the groups, that no sum of products can wrap, and the count of weights.
   *
   * @param kernel the text of the product that is the area
   * @param area weights that pair one channel with one output channel
   */
  static void checkSums(
      String layer, String kernel, long area, int inChannels, int outChannels, int groups) {
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          layer + " groups must divide " + inChannels + " and " + outChannels + ": " + groups);
    }
    long fanIn = area * (inChannels / groups);
    checkSum(layer + " " + kernel + " * inChannels / groups", MAX_FAN_IN, fanIn);
    checkSum(
        layer + " " + kernel + " * outChannels / groups",
        MAX_FAN_OUT,
        area * (outChannels / groups));
    if (fanIn * outChannels > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          layer + " weights must be at most " + Shape.MAX_SIZE + ": " + fanIn * outChannels);
    }
  }

  private static void checkSum(String name, int most, long products) {
    if (products > most) {
      throw new IllegalArgumentException(
          name + " must be at most " + most + ", or a sum could wrap: " + products);
    }
  }

  /**
   * The extents of a layer that is a convolution; null for any other.
   *
   * @param input a shape that the layer accepts
   */
  static @Nullable ConvGeometry geometry(Layer layer, Shape input) {
    if (layer instanceof Conv2d conv) {
      return conv.geometry(input);
    }
    return layer instanceof Conv1d conv ? conv.geometry(input) : null;
  }

  static void forward(LayerSite site, boolean hasBias) {
    ConvGeometry geometry = site.geometry();
    Int8Buffer weights = site.parameters[WEIGHTS];
    Accumulation.setProductScale(weights, site.input(), site.acc);
    int rightShift = site.outputRequantizer.rightShift(site.acc);
    int bits =
        KERNELS.convForward(
            geometry,
            weights.values,
            site.alignedBias(hasBias, geometry.outChannels()),
            site.input().values,
            site.batch,
            site.scratch.kernels,
            site.acc.values,
            rightShift,
            site.outputRequantizer.tiesToEven(),
            site.output.values);
    site.finishOutput(rightShift, bits);
  }

  static void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer weights = site.parameters[WEIGHTS];
    Accumulation.setProductScale(weights, site.gradOutput, site.acc);
    int rightShift = site.gradientRequantizers[0].rightShift(site.acc);
    int bits =
        KERNELS.convBackward(
            site.geometry(),
            weights.values,
            site.gradOutput.values,
            site.batch,
            site.scratch.kernels,
            site.acc.values,
            rightShift,
            site.gradInputs[0].values);
    site.finishGradient(rightShift, bits);
  }

  static void gradient(LayerSite site, int parameter, Int32Buffer gradParameter) {
    byte[] gradOutput = site.gradOutput.values;
    if (parameter == WEIGHTS) {
      KERNELS.convGradient(
          site.geometry(),
          gradOutput,
          site.input().values,
          site.batch,
          site.scratch.kernels,
          gradParameter.values);
      Accumulation.setProductScale(site.gradOutput, site.input(), gradParameter);
    } else {
      int outChannels = site.geometry().outChannels();
      KERNELS.rowSums(gradOutput, outChannels, columns(site), gradParameter.values);
      gradParameter.setScaleOf(site.gradOutput);
    }
  }

  private static int columns(LayerSite site) {
    return site.geometry().outHeight() * site.geometry().outWidth() * site.batch;
  }
}
