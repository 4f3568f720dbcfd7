package io.tintin.cli.floating;

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
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * One layer in float32, built for the shapes of its inputs and a largest batch. It owns its
 * parameters and scratch; activations and their gradients are the caller's.
 *
 * <p>Both passes run inside a step: they allocate nothing and check nothing.
 */
sealed interface FloatLayer
    permits FloatAdd,
        FloatAveragePool,
        FloatConcat,
        FloatConvolution,
        FloatDense,
        FloatDropout,
        FloatFlatten,
        FloatGlobalAveragePool,
        FloatLayerNorm,
        FloatMaxPool,
        FloatRelu,
        FloatTanh {
  /**
   * The float32 form of a layer.
   *
   * @param input shape of one example of its first input, accepted by the layer
   * @param parameters those of the layer, in its order
   */
  static FloatLayer of(Layer layer, Shape input, List<FloatParameter> parameters, int maxBatch) {
    if (layer instanceof Dense dense) {
      return new FloatDense(dense, parameters, maxBatch);
    } else if (layer instanceof Conv1d conv) {
      return new FloatConvolution(ConvGeometry.of(conv, input), parameters, maxBatch);
    } else if (layer instanceof Conv2d conv) {
      return new FloatConvolution(ConvGeometry.of(conv, input), parameters, maxBatch);
    } else if (layer instanceof LayerNorm norm) {
      return new FloatLayerNorm(norm, input, parameters, maxBatch);
    } else if (layer instanceof MaxPool2d pool) {
      return new FloatMaxPool(PoolWindows.of(pool, input), maxBatch);
    } else if (layer instanceof MaxPool1d pool) {
      return new FloatMaxPool(PoolWindows.of(pool, input), maxBatch);
    } else if (layer instanceof AveragePool2d pool) {
      return new FloatAveragePool(PoolWindows.of(pool, input));
    } else if (layer instanceof AveragePool1d pool) {
      return new FloatAveragePool(PoolWindows.of(pool, input));
    } else if (layer instanceof GlobalAveragePool) {
      return new FloatGlobalAveragePool(input);
    } else if (layer instanceof Relu) {
      return new FloatRelu(0);
    } else if (layer instanceof LeakyRelu relu) {
      return new FloatRelu(Math.scalb(1f, -relu.slopeShift()));
    } else if (layer instanceof Tanh) {
      return new FloatTanh();
    } else if (layer instanceof Dropout dropout) {
      return new FloatDropout(dropout, input, maxBatch);
    } else if (layer instanceof Flatten) {
      return new FloatFlatten();
    } else if (layer instanceof Add) {
      return new FloatAdd();
    } else if (layer instanceof Concat) {
      return new FloatConcat();
    }
    throw new IllegalStateException("layer has no float32 form: " + layer);
  }

  /** In the order of the model's parameters. */
  default List<FloatParameter> parameters() {
    return List.of();
  }

  /**
   * Tells of which kind the next forward pass is.
   *
   * @param trains whether a backward pass follows
   * @param layerKey of the random bits of this layer in this step
   */
  default void begin(boolean trains, long layerKey) {
    // Most layers do the same in any pass.
  }

  /**
   * Computes the output.
   *
   * @param output overwritten
   */
  void forward(FloatTensor[] inputs, int batch, FloatTensor output);

  /**
   * Computes the derivatives of the loss by the parameters, and those by the inputs.
   *
   * @param inputs of the forward pass just made
   * @param output of that pass
   * @param gradInputs one for each input, overwritten; none if they are not wanted
   */
  void backward(
      FloatTensor[] inputs,
      FloatTensor output,
      FloatTensor gradOutput,
      int batch,
      FloatTensor[] gradInputs);
}
