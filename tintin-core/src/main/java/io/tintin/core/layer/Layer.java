package io.tintin.core.layer;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * One layer: what it computes forward and backward, and the shapes of its parameters. The weights
 * themselves are the caller's, so a layer is a value.
 *
 * <p>Buffers hold {@code [features, batch]}, batch innermost. A shape of rank 3 is that of an
 * image, {@code [height, width, channels]}, and its buffer holds {@code [channels, height, width,
 * batch]}. The methods below {@link #gradientTerms} run inside a step: they allocate nothing and
 * check nothing.
 */
public sealed interface Layer permits Conv2d, Dense, Flatten, MaxPool2d, Relu {
  /**
   * The shape of one example's output.
   *
   * @throws IllegalArgumentException if the layer does not accept this input
   */
  Shape outputShape(Shape input);

  /** Shapes of the parameters, in the order in which they are passed to the other methods. */
  List<Shape> parameterShapes();

  /** Fan-in and fan-out of the weights, added; 0 if there are none. */
  int fans();

  /**
   * Most products that one example adds to the gradient of one parameter; 0 if there are none. With
   * those of the whole batch it must not wrap an int32.
   *
   * @param input a shape that the layer accepts
   */
  int gradientTerms(Shape input);

  /**
   * Computes the output and its scale.
   *
   * @param parameters of this layer, in the order of {@link #parameterShapes}
   * @param inputShape of one example of the input
   * @param acc scratch, at least as large as the output
   * @param output overwritten
   */
  void forward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output);

  /**
   * Computes the derivative of the loss by the input, and its scale.
   *
   * @param input that of the forward pass
   * @param inputShape of one example of the input
   * @param acc scratch, at least as large as the input
   * @param gradInput overwritten
   */
  void backward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer gradInput);

  /**
   * Computes the derivative of the loss by one parameter, summed over the batch, and its scale.
   *
   * @param parameter index into {@link #parameterShapes}
   * @param inputShape of one example of the input
   * @param gradParameter int32, of the parameter's shape, overwritten
   * @throws IllegalArgumentException if the layer has no parameters
   */
  void gradient(
      int parameter,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer gradParameter);
}
