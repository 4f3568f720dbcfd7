package io.tintin.core.layer;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * One layer: what it computes forward and backward, and the shapes of its parameters. A layer is a
 * value; weights and buffers are those of the {@link LayerSite} that a step passes in.
 *
 * <p>Buffers hold {@code [features, batch]}, batch innermost. In a shape of rank 2 or 3 the last
 * extent counts channels, {@code [length, channels]} or {@code [height, width, channels]}, and its
 * buffer holds {@code [channels, length, batch]} or {@code [channels, height, width, batch]}. The
 * methods below {@link #gradientTerms} run inside a step: they allocate nothing and check nothing.
 */
public sealed interface Layer
    permits Add,
        AveragePool1d,
        AveragePool2d,
        Concat,
        Conv1d,
        Conv2d,
        Dense,
        Dropout,
        Flatten,
        GlobalAveragePool,
        LayerNorm,
        LeakyRelu,
        MaxPool1d,
        MaxPool2d,
        Relu,
        Tanh {
  /**
   * The shape of one example's output.
   *
   * @param inputs shape of one example of each input
   * @throws IllegalArgumentException if the layer does not accept these inputs
   */
  Shape outputShape(Shape... inputs);

  /** Shapes of the parameters, in the order in which they are passed to the other methods. */
  default List<Shape> parameterShapes() {
    return List.of();
  }

  /**
   * What a parameter is for: unless the layer says otherwise, a vector is a bias, and any other
   * shape holds weights.
   *
   * @param parameter index into {@link #parameterShapes}
   */
  default ParameterKind parameterKind(int parameter) {
    boolean isVector = parameterShapes().get(parameter).rank() == 1;
    return isVector ? ParameterKind.BIAS : ParameterKind.WEIGHTS;
  }

  /** Fan-in and fan-out of the weights, added; 0 if there are none. */
  default int fans() {
    return 0;
  }

  /**
   * Most products that one example adds to the gradient of one parameter; 0 if there are none. With
   * those of the whole batch it must not wrap an int32.
   *
   * @param input a shape that the layer accepts
   */
  default int gradientTerms(Shape input) {
    return 0;
  }

  /**
   * The int32 sums of a step that grow with shapes or batch, each at its largest.
   *
   * @param batch examples of the step
   * @param inputs shapes that the layer accepts
   */
  default List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of();
  }

  /** Computes the output and its scale. */
  void forward(LayerSite site);

  /**
   * Computes the derivative of the loss by each input that has a gradient, and its scale, from that
   * by the output.
   */
  void backward(LayerSite site);

  /**
   * Computes the derivative of the loss by one parameter, summed over the batch, and its scale.
   *
   * @param parameter index into {@link #parameterShapes}
   * @param gradParameter int32, of the parameter's shape, overwritten
   * @throws IllegalArgumentException if the layer has no parameters
   */
  default void gradient(LayerSite site, int parameter, Int32Buffer gradParameter) {
    throw new IllegalArgumentException("layer has no parameters: " + this);
  }
}
