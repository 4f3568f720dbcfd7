package io.tintin.mcu;

import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.TrainerConfig;

/** What is refused, as the C has no room or no form for it. */
final class Limits {
  /** Most of what the C keeps in 16 bits: extents, strides, paddings, dilations. */
  static final int MAX_EXTENT = 65_535;

  private Limits() {}

  static void check(TrainerConfig config) {
    if (config.rescaling() != Rescaling.TRACKED) {
      throw new IllegalArgumentException(
          "rescaling must be TRACKED, as the C keeps no int32 tensor to look at: "
              + config.rescaling());
    }
    checkExtent("batchSize", config.batchSize());
  }

  static void check(ModelSpec spec) {
    for (Shape shape : spec.shapes()) {
      for (int e = 0; e < shape.rank(); e++) {
        if (shape.extent(e) > MAX_EXTENT) {
          throw new IllegalArgumentException(
              "extents must be at most " + MAX_EXTENT + " in C: " + shape);
        }
      }
    }
    for (Shape shape : spec.parameterShapes()) {
      checkExtent("weights of one output", shape.size() / shape.extent(0)); // what it is a sum of
    }
    for (int n = 0; n < spec.nodes().size(); n++) {
      check(n, spec.nodes().get(n).layer());
    }
  }

  private static void check(int n, Layer layer) {
    String at = "layer " + n + " ";
    if (layer instanceof Conv2d conv) {
      checkExtent(at + "stride", conv.stride());
      checkExtent(at + "padding", conv.padding());
      checkExtent(at + "dilation", conv.dilation());
    } else if (layer instanceof Conv1d conv) {
      checkExtent(at + "stride", conv.stride());
      checkExtent(at + "padding", conv.padding());
      checkExtent(at + "dilation", conv.dilation());
    } else {
      checkExtent(at + "stride", strideOfPool(layer));
    }
  }

  /** 1 of any other layer. */
  private static int strideOfPool(Layer layer) {
    if (layer instanceof MaxPool2d pool) {
      return pool.stride();
    }
    if (layer instanceof MaxPool1d pool) {
      return pool.stride();
    }
    if (layer instanceof AveragePool2d pool) {
      return pool.stride();
    }
    return layer instanceof AveragePool1d pool ? pool.stride() : 1;
  }

  private static void checkExtent(String name, int value) {
    if (value > MAX_EXTENT) {
      throw new IllegalArgumentException(
          CText.of("%s must be at most %d in C: %d", name, MAX_EXTENT, value));
    }
  }
}
