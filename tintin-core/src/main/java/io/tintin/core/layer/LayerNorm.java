package io.tintin.core.layer;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.internal.kernel.LayerNormKernels;
import io.tintin.core.internal.kernel.ScalarKernels;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * Layer normalisation: each example less its mean, over its standard deviation, both over all its
 * values. Works at batch 1, has no running state, and its output does not depend on the scale of
 * its input.
 *
 * <pre>{@code
 * xhat      = (x - mean(x)) / deviation,   deviation = sqrt(variance(x) + 1/4), in steps of the input
 * output    = gain * xhat + bias
 * gradInput = (h - mean(h) - xhat * mean(h * xhat)) / deviation,   h = gain * gradOutput
 * }</pre>
 *
 * <p>The quarter of a squared step keeps an example of nothing but rounding from being blown up;
 * equal values become the bias. Parameters: gain and bias int8 {@code [features]}, one of each for
 * every value of a flat input, or for every channel of {@code [length, channels]} and {@code
 * [height, width, channels]}.
 *
 * <p>Sums are exact in int64. {@code xhat} is in steps of 2^-5, rounded to nearest and clipped to
 * ±127, which are 3.97 deviations; the way back does not see that clipping. Its product with the
 * gain and the bias, added as in {@link Dense}, are requantised. The gradient by the input is in
 * steps of {@code 2^-8} of a gain's step times a gradient's over an input's, whatever the example,
 * and is requantised as in {@link Dense}; before that, it is within {@code (1 + |xhat|) / 2} such
 * steps and 31 millionths.
 *
 * <p>Source: Ba et al. 2016, "Layer Normalization", equation 4, arXiv:1607.06450; the integers are
 * this project's.
 *
 * @param features values of a flat input, or channels, in [1, {@link #MAX_FEATURES}]
 */
public record LayerNorm(int features) implements Layer {
  /** Most values of one example; int64 sums of products of three of them stay below 2^63. */
  public static final int MAX_FEATURES = LayerNormKernels.MAX_FEATURES;

  private static final int GAIN = 0;

  public LayerNorm {
    if (features < 1 || features > MAX_FEATURES) {
      throw new IllegalArgumentException(
          "layer norm features must be in [1, " + MAX_FEATURES + "]: " + features);
    }
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    Shape input = Accumulation.only("layer norm", inputs);
    boolean hasChannels = input.rank() == 2 || input.rank() == 3;
    int given = hasChannels ? input.channels() : input.size();
    if (given != features) {
      throw new IllegalArgumentException(
          "layer norm input must have "
              + features
              + (hasChannels ? " channels: " : " features: ")
              + given);
    }
    if (input.size() > MAX_FEATURES) {
      throw new IllegalArgumentException(
          "layer norm input size must be at most "
              + MAX_FEATURES
              + ", or a sum could wrap: "
              + input.size());
    }
    return input;
  }

  @Override
  public List<Shape> parameterShapes() {
    return List.of(Shape.of(features), Shape.of(features));
  }

  @Override
  public ParameterKind parameterKind(int parameter) {
    return parameter == GAIN ? ParameterKind.GAIN : ParameterKind.BIAS;
  }

  @Override
  public int gradientTerms(Shape input) {
    return input.size() / features;
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(
        WorstSum.output(1, true), WorstSum.weightGradient(gradientTerms(inputs[0]), batch));
  }

  @Override
  public void forward(LayerSite site) {
    Int8Buffer gain = site.parameters[GAIN];
    int pixels = site.inputShape().size() / features;
    LayerNormKernels.forward(
        site.input().values, gain.values, features, pixels, site.batch, site.acc.values);
    site.acc.setScale(gain.shift - LayerNormKernels.FRACTION_BITS, gain.up, gain.down);
    int[] bias = site.alignedBias(true, features);
    ScalarKernels.addBias(bias, features, pixels * site.batch, site.acc.values);
    site.requantizeOutput();
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer gain = site.parameters[GAIN];
    Int8Buffer input = site.input();
    Int8Buffer gradOutput = site.gradOutput;
    LayerNormKernels.backward(
        input.values,
        gain.values,
        gradOutput.values,
        features,
        site.inputShape().size() / features,
        site.batch,
        site.acc.values);
    site.acc.setScale(
        gain.shift + gradOutput.shift - input.shift - LayerNormKernels.GRADIENT_BITS,
        gain.up + gradOutput.up - input.up,
        gain.down + gradOutput.down - input.down);
    site.requantizeGradient();
  }

  @Override
  public void gradient(LayerSite site, int parameter, Int32Buffer gradParameter) {
    Int8Buffer gradOutput = site.gradOutput;
    int pixels = site.inputShape().size() / features;
    if (parameter == GAIN) {
      LayerNormKernels.gradient(
          site.input().values,
          gradOutput.values,
          features,
          pixels,
          site.batch,
          gradParameter.values);
      gradParameter.setScale(
          gradOutput.shift - LayerNormKernels.FRACTION_BITS, gradOutput.up, gradOutput.down);
    } else {
      KernelChoice.KERNELS.rowSums(
          gradOutput.values, features, pixels * site.batch, gradParameter.values);
      gradParameter.setScaleOf(gradOutput);
    }
  }
}
