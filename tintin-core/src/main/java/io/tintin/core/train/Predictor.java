package io.tintin.core.train;

import io.tintin.core.model.Model;
import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Runs a model on one example after the other. Allocates nothing after it is built; for one thread.
 *
 * <pre>{@code
 * Predictor predictor = new Predictor(model, inputScale);
 * int label = predictor.run(features).label();
 * int sixteenths = predictor.output(label, Scale.powerOfTwo(-4));
 * }</pre>
 *
 * <p>Before the first {@link #run} all outputs are 0.
 */
public final class Predictor {
  private final Workspace workspace;
  private final Scale inputScale;

  /**
   * A predictor with the parameters of this model.
   *
   * @param inputScale real value of one step of the features
   * @throws IllegalArgumentException if the model's output is an image of several pixels
   */
  public Predictor(Model model, Scale inputScale) {
    this(Workspace.forInference(model.spec()), inputScale);
    workspace.setParameters(model);
  }

  Predictor(Workspace workspace, Scale inputScale) {
    this.workspace = workspace;
    this.inputScale = inputScale;
  }

  /**
   * Goes on with the parameters of another model of the same architecture; outputs stay until the
   * next {@link #run}.
   *
   * @throws IllegalArgumentException if it has another one
   */
  public void load(Model model) {
    workspace.setParameters(model);
  }

  /**
   * Computes the outputs of one example.
   *
   * @param features int8, as many as the model has inputs, none -128, row-major: those of an image
   *     are {@code [height, width, channels]}
   * @return this predictor, to read the outputs from
   * @throws IllegalArgumentException if the features do not fit; then the outputs stay
   */
  public Predictor run(byte[] features) {
    Int8Buffer input = workspace.activations[0];
    Features.check(workspace.shapes[0].size(), features);
    Features.transpose(workspace.shapes[0], features, 0, input.values, 0, 1);
    input.setScale(inputScale.shift(), inputScale.up(), inputScale.down());
    workspace.forward(1);
    return this;
  }

  /** The index of the largest output, the first one of equals. */
  public int label() {
    byte[] outputs = workspace.output().values;
    int best = 0;
    for (int o = 1; o < outputs.length; o++) {
      if (outputs[o] > outputs[best]) {
        best = o;
      }
    }
    return best;
  }

  /**
   * One output in steps of the given scale, rounded to nearest and clipped to ±2^30.
   *
   * @param output index in [0, outputs)
   * @throws IllegalArgumentException if there is no such output
   */
  public int output(int output, Scale scale) {
    Int8Buffer outputs = workspace.output();
    if (output < 0 || output >= outputs.values.length) {
      throw new IllegalArgumentException(
          "output must be in [0, " + (outputs.values.length - 1) + "]: " + output);
    }
    long ratio =
        Rescale.ratio(
            outputs.shift - scale.shift(), outputs.up - scale.up(), outputs.down - scale.down());
    return Rescale.apply(ratio, outputs.values[output], 1 << 30, Rounding.NEAREST, 0);
  }
}
