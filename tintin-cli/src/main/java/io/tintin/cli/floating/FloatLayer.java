package io.tintin.cli.floating;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * One layer in float32, built for the shapes of its inputs and a largest batch. It owns its
 * parameters and scratch; activations and their gradients are the caller's.
 *
 * <p>Both passes run inside a step: they allocate nothing and check nothing.
 */
sealed interface FloatLayer
    permits FloatAdd, FloatConvolution, FloatDense, FloatFlatten, FloatMaxPool2d, FloatRelu {
  /**
   * The float32 form of a layer.
   *
   * @param input shape of one example, accepted by the layer
   * @param parameters those of the layer, in its order
   * @throws IllegalArgumentException if there is no such form
   */
  static FloatLayer of(Layer layer, Shape input, List<FloatParameter> parameters, int maxBatch) {
    if (layer instanceof Dense dense) {
      return new FloatDense(dense, parameters, maxBatch);
    } else if (layer instanceof Conv2d conv) {
      return new FloatConvolution(ConvGeometry.of(conv, input), parameters, maxBatch);
    } else if (layer instanceof MaxPool2d pool) {
      return new FloatMaxPool2d(pool, input, maxBatch);
    } else if (layer instanceof Relu) {
      return new FloatRelu();
    } else if (layer instanceof Flatten) {
      return new FloatFlatten();
    }
    throw new IllegalArgumentException("layer must have a float32 form: " + layer);
  }

  /** In the order of the model's parameters. */
  List<FloatParameter> parameters();

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
