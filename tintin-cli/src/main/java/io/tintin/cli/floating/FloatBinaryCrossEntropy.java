package io.tintin.cli.floating;

/** Cross-entropy of yes or no, for each output by itself, in nats; the same bits everywhere. */
final class FloatBinaryCrossEntropy implements FloatLoss {
  @Override
  public double gradient(FloatTensor output, int[] targets, int batch, FloatTensor gradOutput) {
    int outputs = output.shape.size();
    double loss = 0;
    for (int o = 0; o < outputs; o++) {
      for (int b = 0; b < batch; b++) {
        double logit = output.get(o, b, batch);
        int target = targets[o * batch + b];
        double unlikely = StrictMath.exp(-Math.abs(logit));
        double probability = (logit > 0 ? 1 : unlikely) / (1 + unlikely);
        gradOutput.set(o, b, batch, (float) ((probability - target) / batch));
        loss += Math.max(logit, 0) - logit * target + StrictMath.log1p(unlikely);
      }
    }
    return loss;
  }
}
