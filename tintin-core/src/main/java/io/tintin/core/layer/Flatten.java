package io.tintin.core.layer;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * Makes a vector of an image, so that a dense layer can follow. Values and scale stay.
 *
 * <p>The vector has the order {@code [channels, height, width]}, in which an image lies inside a
 * step, not the {@code [height, width, channels]} of features at the border: so nothing moves. A
 * shape that is no image keeps its row-major order.
 */
public record Flatten() implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.size());
  }

  @Override
  public List<Shape> parameterShapes() {
    return List.of();
  }

  @Override
  public int fans() {
    return 0;
  }

  @Override
  public int gradientTerms(Shape input) {
    return 0;
  }

  @Override
  public void forward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output) {
    System.arraycopy(input.values, 0, output.values, 0, inputShape.size() * batch);
    output.setScale(input.shift, input.up, input.down);
  }

  @Override
  public void backward(
      Int8Buffer[] parameters,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer acc,
      Int8Buffer gradInput) {
    System.arraycopy(gradOutput.values, 0, gradInput.values, 0, inputShape.size() * batch);
    gradInput.setScale(gradOutput.shift, gradOutput.up, gradOutput.down);
  }

  @Override
  public void gradient(
      int parameter,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape inputShape,
      int batch,
      Int32Buffer gradParameter) {
    throw new IllegalArgumentException("flatten has no parameters: " + parameter);
  }
}
