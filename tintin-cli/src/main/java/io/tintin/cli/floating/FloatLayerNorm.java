package io.tintin.cli.floating;

import io.tintin.core.layer.LayerNorm;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Layer normalisation: each example less its mean, over its standard deviation, both over all its
 * values; then a gain and a bias for each feature or channel.
 *
 * <pre>{@code
 * xhat      = (x - mean(x)) / deviation,   deviation = sqrt(variance(x) + step^2 / 4)
 * output    = gain * xhat + bias
 * gradInput = (h - mean(h) - xhat * mean(h * xhat)) / deviation,   h = gain * gradOutput
 * }</pre>
 *
 * <p>{@code step} is that of the integer layer's input, which rescaling to int8 gives it: the power
 * of two that has the largest magnitude between 64 and 128 of it. The magnitude is that of the
 * whole batch where it trains, so that an example of next to nothing has no huge gradient, and of
 * the example alone where it predicts. So the output does not depend on the scale of the input here
 * either. Nothing is clipped. Sums are in double.
 */
final class FloatLayerNorm implements FloatLayer {
  /** Bits of an int8 magnitude below the highest. */
  private static final int LOWER_BITS = 6;

  /** Magnitudes below count as 0, and the step is 1. */
  private static final float LEAST = 0x1p-64f;

  private final int size;

  /** Values that share a gain. */
  private final int pixels;

  private final List<FloatParameter> parameters;
  private final FloatParameter gain;
  private final FloatParameter bias;
  private final FloatTensor normalised;

  /** Of each example. */
  private final float[] means;

  private final float[] largest;
  private final float[] inverses;
  private final double[] sums;
  private final double[] products;

  private boolean isTraining;

  /**
   * A layer of these parameters.
   *
   * @param parameters gain and bias
   */
  FloatLayerNorm(LayerNorm layer, Shape input, List<FloatParameter> parameters, int maxBatch) {
    this.size = input.size();
    this.pixels = size / layer.features();
    this.parameters = parameters;
    this.gain = parameters.get(0);
    this.bias = parameters.get(1);
    this.normalised = new FloatTensor(input, maxBatch);
    this.means = new float[maxBatch];
    this.largest = new float[maxBatch];
    this.inverses = new float[maxBatch];
    this.sums = new double[maxBatch];
    this.products = new double[maxBatch];
  }

  @Override
  public List<FloatParameter> parameters() {
    return parameters;
  }

  @Override
  public void begin(boolean trains, long layerKey) {
    isTraining = trains;
  }

  @Override
  public void forward(FloatTensor[] inputs, int batch, FloatTensor output) {
    findMeans(inputs[0], batch);
    center(inputs[0], batch);
    float ofBatch = 0;
    for (int b = 0; b < batch; b++) {
      ofBatch = Math.max(ofBatch, largest[b]);
    }
    for (int b = 0; b < batch; b++) {
      double step = step(isTraining ? ofBatch : largest[b]);
      inverses[b] = (float) (1 / Math.sqrt(sums[b] / size + step * step / 4));
    }
    for (int f = 0; f < size; f++) {
      float[] row = normalised.rows[f / normalised.columns];
      float[] to = output.rows[f / normalised.columns];
      int at = f % normalised.columns * batch;
      float ofGain = gain.values[0][f / pixels];
      float ofBias = bias.values[0][f / pixels];
      for (int b = 0; b < batch; b++) {
        row[at + b] *= inverses[b];
        to[at + b] = ofGain * row[at + b] + ofBias;
      }
    }
  }

  private static double step(float magnitude) {
    return magnitude < LEAST ? 1 : Math.scalb(1.0, Math.getExponent(magnitude) - LOWER_BITS);
  }

  private void findMeans(FloatTensor input, int batch) {
    Arrays.fill(sums, 0);
    Arrays.fill(largest, 0);
    for (float[] row : input.rows) {
      for (int x = 0, at = 0; x < input.columns; x++) {
        for (int b = 0; b < batch; b++, at++) {
          sums[b] += row[at];
          largest[b] = Math.max(largest[b], Math.abs(row[at]));
        }
      }
    }
    for (int b = 0; b < batch; b++) {
      means[b] = (float) (sums[b] / size);
    }
  }

  /** What is left of the mean, and the sum of its squares. */
  private void center(FloatTensor input, int batch) {
    Arrays.fill(sums, 0);
    for (int r = 0; r < input.rows.length; r++) {
      float[] row = input.rows[r];
      float[] centred = normalised.rows[r];
      for (int x = 0, at = 0; x < input.columns; x++) {
        for (int b = 0; b < batch; b++, at++) {
          centred[at] = row[at] - means[b];
          sums[b] += centred[at] * centred[at];
        }
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
    Rows.fill(gain.gradients[0], 0, gain.size());
    Rows.fill(bias.gradients[0], 0, bias.size());
    Arrays.fill(sums, 0);
    Arrays.fill(products, 0);
    for (int f = 0; f < size; f++) {
      addSums(f, gradOutput, batch);
    }
    for (FloatTensor gradInput : gradInputs) {
      for (int f = 0; f < size; f++) {
        pass(f, gradOutput, batch, gradInput);
      }
    }
  }

  /** Adds one feature to the gradients of the parameters, and to the sums of each example. */
  private void addSums(int feature, FloatTensor gradOutput, int batch) {
    float[] grad = gradOutput.rows[feature / normalised.columns];
    float[] xhat = normalised.rows[feature / normalised.columns];
    int at = feature % normalised.columns * batch;
    float ofGain = gain.values[0][feature / pixels];
    float gradGain = 0;
    float gradBias = 0;
    for (int b = 0; b < batch; b++) {
      float product = grad[at + b] * xhat[at + b];
      gradGain += product;
      gradBias += grad[at + b];
      sums[b] += ofGain * grad[at + b];
      products[b] += ofGain * product;
    }
    gain.gradients[0][feature / pixels] += gradGain;
    bias.gradients[0][feature / pixels] += gradBias;
  }

  private void pass(int feature, FloatTensor gradOutput, int batch, FloatTensor gradInput) {
    float[] grad = gradOutput.rows[feature / normalised.columns];
    float[] xhat = normalised.rows[feature / normalised.columns];
    float[] to = gradInput.rows[feature / normalised.columns];
    int at = feature % normalised.columns * batch;
    float ofGain = gain.values[0][feature / pixels];
    for (int b = 0; b < batch; b++) {
      double mean = (sums[b] + xhat[at + b] * products[b]) / size;
      to[at + b] = (float) ((ofGain * grad[at + b] - mean) * inverses[b]);
    }
  }
}
