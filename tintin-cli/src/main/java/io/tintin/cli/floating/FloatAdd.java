package io.tintin.cli.floating;

/** The sum of inputs of one shape. */
final class FloatAdd implements FloatLayer {
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
      gradInput.copy(gradOutput, batch);
    }
  }
}
