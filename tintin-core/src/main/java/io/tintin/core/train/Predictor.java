package io.tintin.core.train;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.rescaling.TrackedRequantizer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Runs a model. Allocates nothing after it is built; for one thread.
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
  private final Parameters parameters;
  private final Workspace workspace;
  private final Scale inputScale;
  private int count = 1;

  /**
   * A predictor with the parameters of this model, for one example at a time. The scale of each
   * activation follows the range of the example.
   *
   * @param inputScale real value of one step of the features
   * @throws IllegalArgumentException if the model's output is an image of several pixels
   */
  public Predictor(Model model, Scale inputScale) {
    this(new Parameters(model.spec()), inputScale, Rescaling.DYNAMIC);
    parameters.set(model);
  }

  /**
   * A predictor of a frozen model, for up to so many examples at a time; how many does not change
   * an output.
   *
   * @param batchSize at least 1
   * @throws IllegalArgumentException if it is not, or an activation of so many examples is longer
   *     than an array, or the model's output is an image of several pixels
   */
  public Predictor(FrozenModel frozen, int batchSize) {
    this(
        new Parameters(frozen.model().spec()),
        frozen.inputScale(),
        checked(batchSize),
        frozen.requantizers());
    parameters.set(frozen.model());
  }

  private Predictor(Parameters parameters, Scale inputScale, Rescaling rescaling) {
    this(parameters, inputScale, 1, rescaling.newRequantizers(parameters.byNode.length));
  }

  private Predictor(
      Parameters parameters, Scale inputScale, int batchSize, Requantizer[] requantizers) {
    this.parameters = parameters;
    this.workspace = new Workspace(parameters, batchSize, requantizers, false);
    this.inputScale = inputScale;
  }

  private static int checked(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1: " + batchSize);
    }
    return batchSize;
  }

  /** A predictor that sees every change of these parameters. */
  static Predictor sharing(Parameters parameters, Scale inputScale) {
    return new Predictor(parameters, inputScale, Rescaling.DYNAMIC);
  }

  /** A predictor that notes the exponents which its examples need. */
  static Predictor tracking(Model model, Scale inputScale) {
    Predictor predictor =
        new Predictor(new Parameters(model.spec()), inputScale, Rescaling.TRACKED);
    predictor.parameters.set(model);
    return predictor;
  }

  /** The exponents that the last example needed; the next one starts anew. */
  List<Integer> endTrackedStep() {
    List<Integer> shifts = new ArrayList<>();
    for (LayerSite site : workspace.sites) {
      TrackedRequantizer tracker = (TrackedRequantizer) site.outputRequantizer;
      shifts.add(FrozenModel.shiftOf(tracker));
      tracker.clear();
    }
    return shifts;
  }

  /**
   * Goes on with the parameters of another model of the same architecture; outputs stay until the
   * next {@link #run}.
   *
   * @throws IllegalArgumentException if it has another one
   */
  public void load(Model model) {
    parameters.set(model);
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
    Features.check(workspace.shapes[0].size(), features);
    Features.transpose(workspace.shapes[0], features, 0, workspace.values[0].values, 0, 1);
    return forward(1);
  }

  /**
   * Computes the outputs of several examples.
   *
   * @param examples features of each, as {@link #run(byte[])} takes them; at least one, at most the
   *     batch size
   * @return this predictor, to read the outputs from
   * @throws IllegalArgumentException if they do not fit; then the outputs stay
   */
  public Predictor run(List<byte[]> examples) {
    if (examples.isEmpty() || examples.size() > workspace.batchSize) {
      throw new IllegalArgumentException(
          "examples must be in [1, " + workspace.batchSize + "]: " + examples.size());
    }
    for (byte[] features : examples) {
      Features.check(workspace.shapes[0].size(), features);
    }
    byte[] input = workspace.values[0].values;
    for (int e = 0; e < examples.size(); e++) {
      byte[] features = examples.get(e);
      Features.transpose(workspace.shapes[0], features, 0, input, e, examples.size());
    }
    return forward(examples.size());
  }

  private Predictor forward(int examples) {
    workspace.values[0].setScale(inputScale.shift(), inputScale.up(), inputScale.down());
    workspace.forward(examples, 0, false, 0);
    count = examples;
    return this;
  }

  /** The index of the largest output, the first one of equals. */
  public int label() {
    return label(0);
  }

  /**
   * The index of the largest output of one example of the last run, the first one of equals.
   *
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public int label(int example) {
    byte[] outputs = workspace.output().values;
    int best = index(0, example);
    for (int o = 1; o < workspace.outputSize(); o++) {
      int at = index(o, example);
      best = outputs[at] > outputs[best] ? at : best;
    }
    return best / count;
  }

  private int index(int output, int example) {
    return output * count + Objects.checkIndex(example, count);
  }

  /**
   * One output in steps of the given scale, rounded to nearest and clipped to ±2^30.
   *
   * @param output index in [0, outputs)
   * @throws IllegalArgumentException if there is no such output
   */
  public int output(int output, Scale scale) {
    return output(0, output, scale);
  }

  /**
   * As {@link #output(int, Scale)}, of one example of the last run.
   *
   * @throws IllegalArgumentException if there is no such output
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public int output(int example, int output, Scale scale) {
    if (output < 0 || output >= workspace.outputSize()) {
      throw new IllegalArgumentException(
          "output must be in [0, " + (workspace.outputSize() - 1) + "]: " + output);
    }
    Int8Buffer outputs = workspace.output();
    long ratio =
        Rescale.ratio(
            outputs.shift - scale.shift(), outputs.up - scale.up(), outputs.down - scale.down());
    int value = outputs.values[index(output, example)];
    return Rescale.apply(ratio, value, 1 << 30, Rounding.NEAREST, 0);
  }
}
