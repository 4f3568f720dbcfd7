package io.tintin.mcu;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;

/** Which layers have a form in C. */
final class LayerCodes {
  private LayerCodes() {}

  /**
   * The C of a layer.
   *
   * @throws IllegalArgumentException if it has none
   */
  static LayerCode of(Layer layer, LayerContext at) {
    if (layer instanceof Dense dense) {
      return new DenseCode(dense, at);
    }
    if (layer instanceof Conv2d conv) {
      return ConvCode.of(conv, at);
    }
    if (layer instanceof Conv1d conv) {
      return ConvCode.of(conv, at);
    }
    if (layer instanceof MaxPool2d pool) {
      return PoolCode.of(pool, at);
    }
    if (layer instanceof MaxPool1d pool) {
      return PoolCode.of(pool, at);
    }
    if (layer instanceof AveragePool2d pool) {
      return PoolCode.of(pool, at);
    }
    if (layer instanceof AveragePool1d pool) {
      return PoolCode.of(pool, at);
    }
    if (layer instanceof GlobalAveragePool) {
      return PoolCode.ofAll(at);
    }
    if (layer instanceof Relu) {
      return ElementwiseCode.relu(at);
    }
    if (layer instanceof LeakyRelu relu) {
      return ElementwiseCode.leakyRelu(relu.slopeShift(), at);
    }
    if (layer instanceof Flatten) {
      return ElementwiseCode.flatten(at);
    }
    if (layer instanceof Dropout dropout) {
      return ElementwiseCode.dropout(dropout.rate(), at);
    }
    if (layer instanceof Tanh) {
      return ElementwiseCode.tanh(at);
    }
    if (layer instanceof LayerNorm) {
      return new LayerNormCode(at);
    }
    if (layer instanceof Add || layer instanceof Concat) {
      return new JoinCode(layer instanceof Add, at);
    }
    throw new IllegalArgumentException(
        CText.of("layer must have a form in C, %d: %s", at.number(), layer));
  }
}
