package io.tintin.cli.floating;

import io.tintin.core.layer.Dropout;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;

/**
 * Drops values at random while it trains, and scales up what is kept. The values are those that
 * {@link Dropout} drops with the same key, so that the nets stay comparable.
 */
final class FloatDropout implements FloatLayer {
  private final long threshold;
  private final float keptFactor;

  /** What each value is multiplied by in this step, 0 where it is dropped. */
  private final FloatTensor factors;

  private boolean isTraining;
  private long key;

  FloatDropout(Dropout layer, Shape shape, int maxBatch) {
    this.threshold = layer.rate().threshold();
    double keptShare = 1 - Math.scalb((double) threshold, -Integer.SIZE);
    this.keptFactor = (float) (1 / keptShare);
    this.factors = new FloatTensor(shape, maxBatch);
  }

  @Override
  public void begin(boolean trains, long layerKey) {
    isTraining = trains;
    key = layerKey;
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    if (isTraining) {
      draw(batch);
      multiply(inputs[0], batch, output);
    } else {
      output.copy(inputs[0], batch);
    }
  }

  private void draw(int batch) {
    int features = factors.shape.size();
    for (int f = 0; f < features; f++) {
      for (int b = 0; b < batch; b++) {
        long bits = Integer.toUnsignedLong(RandomSource.bits(key, b * features + f));
        factors.set(f, b, batch, bits < threshold ? 0 : keptFactor);
      }
    }
  }

  private void multiply(FloatTensor from, int batch, FloatTensor to) {
    for (int r = 0; r < to.rows.length; r++) {
      multiply(from.rows[r], factors.rows[r], to.length(batch), to.rows[r]);
    }
  }

  private static void multiply(float[] from, float[] factors, int count, float[] to) {
    for (int j = 0; j < count; j++) {
      to[j] = from[j] * factors[j];
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
      multiply(gradOutput, batch, gradInput);
    }
  }
}
