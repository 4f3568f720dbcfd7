package io.tintin.core.layer;

import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/**
 * Drops values at random while it trains, and makes up for it by the scale. Any shape.
 *
 * <pre>{@code
 * output    = isDropped ? 0 : input,       scale(input) / keptShare
 * gradInput = isDropped ? 0 : gradOutput,  scale(gradOutput) / keptShare
 * }</pre>
 *
 * <p>Feature {@code f}, in the order inside a step, of example {@code e} of the step is dropped
 * where {@code bits(key, e * features + f)}, unsigned, is below {@link Rate#threshold}; so the same
 * values are dropped however a batch is split over passes. The counter wraps at 2^32. The rates are
 * those whose factor is one exponent of a scale: nothing is rounded. A pass that does not train
 * copies values and scale.
 *
 * <p>Source: Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting", section 10; the rates and the exact factor are this project's.
 *
 * @param rate how much is dropped
 */
public record Dropout(Rate rate) implements Layer {
  /** The share of values that is dropped. */
  public enum Rate {
    /** 1/2; what is kept counts twice. */
    HALF(0x8000_0000, 1, 0, 0),

    /** 1/5, to within 2^-32; what is kept counts 5/4. */
    FIFTH(0x3333_3333, 0, 1, 0),

    /** 3/16; what is kept counts 16/13. */
    THREE_SIXTEENTHS(0x3000_0000, 0, 0, -1);

    private final int threshold;
    private final int shift;
    private final int up;
    private final int down;

    Rate(int threshold, int shift, int up, int down) {
      this.threshold = threshold;
      this.shift = shift;
      this.up = up;
      this.down = down;
    }

    /** The share times 2^32, rounded down, in [0, 2^32). */
    public long threshold() {
      return threshold & 0xFFFF_FFFFL;
    }

    private boolean isDropped(long key, int counter) {
      return Integer.compareUnsigned(RandomSource.bits(key, counter), threshold) < 0;
    }

    private void setScale(Int8Buffer from, Int8Buffer to) {
      to.setScale(from.shift + shift, from.up + up, from.down + down);
    }
  }

  @Override
  public Shape outputShape(Shape... inputs) {
    return Accumulation.only("dropout", inputs);
  }

  @Override
  public void forward(LayerSite site) {
    drop(site, site.input(), site.output);
  }

  @Override
  public void backward(LayerSite site) {
    if (site.wantsGradient(0)) {
      drop(site, site.gradOutput, site.gradInputs[0]);
    }
  }

  private void drop(LayerSite site, Int8Buffer from, Int8Buffer to) {
    int features = site.inputShape().size();
    int batch = site.batch;
    if (!site.isTraining) {
      System.arraycopy(from.values, 0, to.values, 0, features * batch);
      to.setScaleOf(from);
      return;
    }
    for (int f = 0; f < features; f++) {
      for (int b = 0; b < batch; b++) {
        int at = f * batch + b;
        int counter = (site.firstExample + b) * features + f;
        to.values[at] = rate.isDropped(site.key, counter) ? 0 : from.values[at];
      }
    }
    rate.setScale(from, to);
  }
}
