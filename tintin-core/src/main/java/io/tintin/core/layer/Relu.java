package io.tintin.core.layer;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/** {@code output = max(input, 0)}; the gradient passes where the input is above 0. */
public record Relu() implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return input;
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
    int count = inputShape.size() * batch;
    for (int i = 0; i < count; i++) {
      output.values[i] = (byte) Math.max(input.values[i], 0);
    }
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
    int count = inputShape.size() * batch;
    for (int i = 0; i < count; i++) {
      gradInput.values[i] = input.values[i] > 0 ? gradOutput.values[i] : 0;
    }
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
    throw new IllegalArgumentException("relu has no parameters: " + parameter);
  }
}
