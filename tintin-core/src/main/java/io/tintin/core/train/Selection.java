package io.tintin.core.train;

import io.tintin.core.layer.ParameterKind;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Trainable} means for one model. */
final class Selection {
  /** Of each node, for each of its parameters. */
  final boolean[][] isTrained;

  /** The channels that are trained, if it is not all of them. */
  final Trainable.@Nullable Channels channels;

  /**
   * Finds the parameters.
   *
   * @throws IllegalArgumentException if the model does not have what is chosen, or nothing is
   */
  Selection(Trainable trainable, ModelSpec spec) {
    this.isTrained = new boolean[spec.nodes().size()][];
    for (int n = 0; n < isTrained.length; n++) {
      isTrained[n] = new boolean[parameters(spec, n).size()];
    }
    this.channels = trainable instanceof Trainable.Channels c ? c : null;
    if (trainable instanceof Trainable.LastLayers last) {
      train(firstOfLast(last.count()), isTrained.length);
    } else if (trainable instanceof Trainable.AllBut frozen) {
      train(0, isTrained.length);
      for (int layer : frozen.layers()) {
        checkLayer(layer);
        Arrays.fill(isTrained[layer], false);
      }
    } else if (trainable instanceof Trainable.BiasOnly) {
      trainBiases(spec);
    } else if (channels != null) {
      checkChannels(channels, spec);
      train(channels.layer(), channels.layer() + 1);
    } else {
      train(0, isTrained.length);
    }
    if (!hasOne()) {
      throw new IllegalArgumentException("parameters to train must be at least 1: " + trainable);
    }
  }

  private static List<Shape> parameters(ModelSpec spec, int node) {
    return spec.nodes().get(node).layer().parameterShapes();
  }

  private boolean hasOne() {
    for (boolean[] ofNode : isTrained) {
      for (boolean parameter : ofNode) {
        if (parameter) {
          return true;
        }
      }
    }
    return false;
  }

  /** All parameters of the nodes in {@code [from, to)}. */
  private void train(int from, int to) {
    for (int n = from; n < to; n++) {
      Arrays.fill(isTrained[n], true);
    }
  }

  private void trainBiases(ModelSpec spec) {
    for (int n = 0; n < isTrained.length; n++) {
      for (int p = 0; p < isTrained[n].length; p++) {
        isTrained[n][p] = spec.layers().get(n).parameterKind(p) == ParameterKind.BIAS;
      }
    }
  }

  private int firstOfLast(int count) {
    int found = 0;
    for (int n = isTrained.length - 1; n >= 0; n--) {
      found += isTrained[n].length > 0 ? 1 : 0;
      if (found == count) {
        return n;
      }
    }
    throw new IllegalArgumentException(
        "last layers must be at most " + found + ", those with parameters: " + count);
  }

  private void checkLayer(int layer) {
    if (layer < 0 || layer >= isTrained.length) {
      throw new IllegalArgumentException(
          "layer must be in [0, " + (isTrained.length - 1) + "]: " + layer);
    }
    if (isTrained[layer].length == 0) {
      throw new IllegalArgumentException("layer must have parameters: " + layer);
    }
  }

  private void checkChannels(Trainable.Channels chosen, ModelSpec spec) {
    checkLayer(chosen.layer());
    List<Shape> shapes = parameters(spec, chosen.layer());
    int count = shapes.get(0).extent(0);
    for (Shape shape : shapes) {
      if (shape.extent(0) != count) {
        throw new IllegalArgumentException(
            "layer parameters must all have its channels as first extent: " + shapes);
      }
    }
    for (int channel : chosen.channels()) {
      if (channel < 0 || channel >= count) {
        throw new IllegalArgumentException(
            "channel must be in [0, " + (count - 1) + "]: " + channel);
      }
    }
    if (chosen.channels().isEmpty()) {
      throw new IllegalArgumentException("channels to train must be at least 1: 0");
    }
  }
}
