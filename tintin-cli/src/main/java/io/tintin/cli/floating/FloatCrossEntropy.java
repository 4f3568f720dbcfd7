package io.tintin.cli.floating;

/** Softmax cross-entropy over class labels, in nats; the same bits on every machine. */
final class FloatCrossEntropy implements FloatLoss {
  @Override
  public double gradient(FloatTensor output, int[] targets, int batch, FloatTensor gradOutput) {
    int outputs = output.shape.size();
    double loss = 0;
    for (int b = 0; b < batch; b++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int o = 0; o < outputs; o++) {
        max = Math.max(max, output.get(o, b, batch));
      }
      double sum = 0;
      for (int o = 0; o < outputs; o++) {
        sum += StrictMath.exp(output.get(o, b, batch) - max);
      }
      for (int o = 0; o < outputs; o++) {
        double probability = StrictMath.exp(output.get(o, b, batch) - max) / sum;
        double gradient = probability - (o == targets[b] ? 1 : 0);
        gradOutput.set(o, b, batch, (float) (gradient / batch));
      }
      loss += StrictMath.log(sum) + max - output.get(targets[b], b, batch);
    }
    return loss;
  }
}
