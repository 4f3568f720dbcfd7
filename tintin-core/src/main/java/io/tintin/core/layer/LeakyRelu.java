package io.tintin.core.layer;

import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/**
 * Passes what is above 0, and {@code 2^-slopeShift} of the rest, rounded to nearest with ties away
 * from zero. Any shape; the scale stays, both ways.
 *
 * <pre>{@code
 * output    = input > 0 ? input : rounded(input * 2^-slopeShift)
 * gradInput = input > 0 ? gradOutput : rounded(gradOutput * 2^-slopeShift)
 * }</pre>
 *
 * <p>An input of 0 has the slope of the negative side, as in {@link Relu}. Magnitudes never grow.
 *
 * <p>Source: Maas et al. 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models",
 * section 2; here the slope is a power of two.
 *
 * @param slopeShift in [1, {@link #MAX_SLOPE_SHIFT}]: slopes of 1/2 to 1/128
 */
public record LeakyRelu(int slopeShift) implements Layer {
  /** Largest shift: at 8, every int8 value would become 0. */
  public static final int MAX_SLOPE_SHIFT = 7;

  public LeakyRelu {
    if (slopeShift < 1 || slopeShift > MAX_SLOPE_SHIFT) {
      throw new IllegalArgumentException(
          "leaky relu slopeShift must be in [1, " + MAX_SLOPE_SHIFT + "]: " + slopeShift);
    }
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Accumulation.only("leaky relu", inputs);
  }

  @Override
  public void forward(LayerSite site) {
    apply(site, site.input(), site.output);
  }

  @Override
  public void backward(LayerSite site) {
    if (site.wantsGradient(0)) {
      apply(site, site.gradOutput, site.gradInputs[0]);
    }
  }

  private void apply(LayerSite site, Int8Buffer from, Int8Buffer to) {
    byte[] input = site.input().values;
    int count = site.inputShape().size() * site.batch;
    for (int i = 0; i < count; i++) {
      byte value = from.values[i];
      to.values[i] =
          input[i] > 0 ? value : (byte) Rounding.NEAREST.shiftRight(value, slopeShift, 0);
    }
    to.setScaleOf(from);
  }
}
