package io.tintin.core.train;

import java.util.Arrays;
import java.util.List;

/**
 * Which parameters of a model a trainer changes. All others keep their values and scales to the
 * bit, and gradients are computed no further down than to the first layer that is trained; those
 * that are trained change as if all were.
 *
 * <p>Layers have the numbers of {@link io.tintin.core.model.ModelSpec#layers}, from 0. A trainer
 * refuses a choice that its model does not have, and one that leaves nothing to train.
 */
public sealed interface Trainable {
  /** Everything. */
  Trainable ALL = new All();

  /** Only the last layers, of those that have parameters. */
  static Trainable lastLayers(int count) {
    return new LastLayers(count);
  }

  /** All layers but these. */
  static Trainable allBut(int... layers) {
    return new AllBut(Arrays.stream(layers).boxed().toList());
  }

  /** Only biases; see {@link BiasOnly}. */
  static Trainable biasOnly() {
    return new BiasOnly();
  }

  /** Only some output channels of one layer; see {@link Channels}. */
  static Trainable channels(int layer, int... channels) {
    return new Channels(layer, Arrays.stream(channels).boxed().toList());
  }

  /** See {@link #ALL}. */
  record All() implements Trainable {}

  /**
   * See {@link #lastLayers}.
   *
   * @param count at least 1
   */
  record LastLayers(int count) implements Trainable {
    public LastLayers {
      if (count < 1) {
        throw new IllegalArgumentException("last layers must be at least 1: " + count);
      }
    }
  }

  /**
   * See {@link #allBut}.
   *
   * @param layers the frozen ones, each with parameters; sorted, each once
   */
  record AllBut(List<Integer> layers) implements Trainable {
    public AllBut {
      layers = layers.stream().distinct().sorted().toList();
    }
  }

  /**
   * Only vectors, which are the biases, of all layers.
   *
   * <p>Source: Cai et al. 2020, "TinyTL: reduce memory, not parameters for efficient on-device
   * learning", arXiv:2007.11622.
   */
  record BiasOnly() implements Trainable {}

  /**
   * Only the weights and the bias of some output channels of one layer: the rows of each parameter
   * with these first indices. The other rows keep their bits, and so they share a scale that can
   * not change: where the update rule would scale the tensor down, values of the channels stop at
   * ±127 instead.
   *
   * <p>Source: Lin et al. 2022, "On-device training under 256KB memory", arXiv:2206.15472, which
   * chooses layers and channels to update.
   *
   * @param layer whose parameters all have its output channels as first extent
   * @param channels sorted, each once
   */
  record Channels(int layer, List<Integer> channels) implements Trainable {
    public Channels {
      channels = channels.stream().distinct().sorted().toList();
    }
  }
}
