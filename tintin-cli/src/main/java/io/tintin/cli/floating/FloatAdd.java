package io.tintin.cli.floating;

import java.util.List;

/** The sum of inputs of one shape. */
final class FloatAdd implements FloatLayer {
  @Override
  public List<FloatParameter> parameters() {
    return List.of();
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    output.clear(batch);
    for (FloatTensor input : inputs) {
      output.add(input, batch);
    }
  }

  @Override
  public void backward(
      FloatTensor[] inputs,
      FloatTensor output,
      FloatTensor gradOutput,
      int batch,
      FloatTensor[] gradInputs) {
    for (FloatTensor gradInput : gradInputs) {
      gradInput.clear(batch);
      gradInput.add(gradOutput, batch);
    }
  }
}
