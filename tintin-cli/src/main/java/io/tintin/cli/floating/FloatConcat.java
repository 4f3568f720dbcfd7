package io.tintin.cli.floating;

/** Inputs one after the other: flat ones feature by feature, others channel by channel. */
final class FloatConcat implements FloatLayer {
  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    for (int i = 0, first = 0; i < inputs.length; i++) {
      for (float[] row : inputs[i].rows) {
        int to = start(output, first, batch);
        System.arraycopy(row, 0, row(output, first), to, inputs[i].length(batch));
        first += inputs[i].columns;
      }
    }
  }

  @Override
  public void backward(
      FloatTensor[] inputs,
      FloatTensor output,
      FloatTensor gradOutput,
      int batch,
      FloatTensor[] gradInputs) {
    for (int i = 0, first = 0; i < gradInputs.length; i++) {
      for (float[] row : gradInputs[i].rows) {
        int from = start(gradOutput, first, batch);
        System.arraycopy(row(gradOutput, first), from, row, 0, gradInputs[i].length(batch));
        first += gradInputs[i].columns;
      }
    }
  }

  /** The row that holds a feature of the whole. */
  private static float[] row(FloatTensor whole, int feature) {
    return whole.rows[feature / whole.columns];
  }

  /** Where in its row the feature begins. */
  private static int start(FloatTensor whole, int feature, int batch) {
    return feature % whole.columns * batch;
  }
}
