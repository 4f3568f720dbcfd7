package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * Trains the net of a model in float32, from the real values of its weights: the rival of the
 * integer {@link io.tintin.core.train.Trainer}.
 *
 * <p>Examples are added one by one; a step trains on those added since the last one. Nothing is
 * allocated after the trainer is built, and equal calls give equal bits. Random bits of a step are
 * those of the integer trainer's. For one thread.
 *
 * <pre>{@code
 * FloatTrainer trainer = new FloatTrainer(model, config);
 * trainer.add(features, label);
 * trainer.step(1);
 * }</pre>
 */
public final class FloatTrainer {
  private final FloatConfig config;
  private final FloatGraph graph;
  private final FloatLoss loss;
  private final FloatParameter[] parameters;
  private final FloatExamples pending;
  private final FloatPredictor predictor;
  private final int outputs;
  private final int targetSize;

  /** Of the examples in the order in which they were added. */
  private final int[] pendingTargets;

  private final int[] targets;

  private long stepCount;

  /**
   * A trainer that starts from this model.
   *
   * @throws IllegalArgumentException if the loss does not take the model's outputs, these are an
   *     image or sequence of several pixels, or a batch of some value is too large for an array
   * @throws OutOfMemoryError if a batch of the values of all layers does not fit in memory
   */
  public FloatTrainer(Model model, FloatConfig config) {
    Shape input = model.spec().input();
    Shape output = model.spec().output();
    if (output.rank() > 1 && output.size() != output.extent(output.rank() - 1)) {
      throw new IllegalArgumentException(
          "model output must be flat or of one pixel [1, 1, channels]: " + output);
    }
    this.outputs = output.size();
    config.loss().checkOutputs(outputs);
    checkRows(model.spec(), config.batchSize());
    this.config = config;
    this.graph = FloatGraph.of(model, config.batchSize());
    this.loss = FloatLoss.of(config.loss());
    this.parameters = graph.parameters().toArray(FloatParameter[]::new);
    float step = (float) RealStep.of(config.inputScale());
    this.pending = new FloatExamples(input, config.batchSize(), step);
    this.predictor = new FloatPredictor(graph, new FloatExamples(input, config.batchSize(), step));
    this.targetSize = config.loss().targetSize(outputs);
    this.pendingTargets = new int[targetSize * config.batchSize()];
    this.targets = new int[targetSize * config.batchSize()];
  }

  private static void checkRows(ModelSpec spec, int batchSize) {
    for (Shape shape : spec.shapes()) {
      if ((long) shape.size() * batchSize > Rows.MAX_COUNT) {
        throw new IllegalArgumentException(
            "batchSize must be at most "
                + Rows.MAX_COUNT / shape.size()
                + ", as a batch of values "
                + shape
                + " is one array: "
                + batchSize);
      }
    }
  }

  /**
   * Adds an example with one target: the class label of a cross-entropy.
   *
   * @param features int8, as many as the model has inputs, row-major: those of an image are {@code
   *     [height, width, channels]}; copied
   * @throws IllegalArgumentException if the example does not fit; then nothing changes
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features, int label) {
    checkTargetCount(1);
    config.loss().checkTarget(outputs, 0, label);
    int at = pending.count();
    pending.add(features);
    pendingTargets[at] = label;
  }

  /**
   * Adds an example with one target an output.
   *
   * @param features int8, as many as the model has inputs, row-major: those of an image are {@code
   *     [height, width, channels]}; copied
   * @param exampleTargets as many as the loss has targets; copied
   * @throws IllegalArgumentException if the example does not fit; then nothing changes
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features, int[] exampleTargets) {
    checkTargetCount(exampleTargets.length);
    for (int t = 0; t < targetSize; t++) {
      config.loss().checkTarget(outputs, t, exampleTargets[t]);
    }
    int at = pending.count() * targetSize;
    pending.add(features);
    System.arraycopy(exampleTargets, 0, pendingTargets, at, targetSize);
  }

  private void checkTargetCount(int count) {
    if (count != targetSize) {
      throw new IllegalArgumentException("target count must be " + targetSize + ": " + count);
    }
  }

  /** Examples added since the last step. */
  public int pendingCount() {
    return pending.count();
  }

  /** Whether the batch is full, so that a step has to come before the next example. */
  public boolean isFull() {
    return pending.isFull();
  }

  /**
   * Trains on the examples added since the last step.
   *
   * @param rateFactor what the learning rate is multiplied by in this step
   * @return their loss before the step, summed, in the unit of the {@link Loss}: nats of a
   *     cross-entropy; of other errors real outputs, or half of their squares
   * @throws IllegalStateException if there are none
   */
  public double step(float rateFactor) {
    int batch = pending.count();
    if (batch == 0) {
      throw new IllegalStateException("a step needs at least one example");
    }
    double sum = computeGradients(batch);
    stepCount++;
    for (FloatParameter parameter : parameters) {
      parameter.update(config.rate() * rateFactor, config.momentum(), config.weightDecay());
    }
    return sum;
  }

  private double computeGradients(int batch) {
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < targetSize; t++) {
        targets[t * batch + b] = pendingTargets[b * targetSize + t];
      }
    }
    pending.moveTo(graph.input());
    graph.forward(batch, true, RandomSource.stepKey(config.seed(), stepCount));
    double sum = loss.gradient(graph.output(), targets, batch, graph.gradOutput());
    graph.backward(batch);
    return sum;
  }

  /** Runs the net as it is now; sees every later step. */
  public FloatPredictor predictor() {
    return predictor;
  }

  /** Copies of the parameters as they are now, each row-major, in the order of the model. */
  public List<float[]> parameters() {
    return graph.parameters().stream().map(FloatParameter::toArray).toList();
  }

  /**
   * Goes on with other parameters; momentum and waiting examples stay.
   *
   * @param values as {@link #parameters} returns them; copied
   * @throws IllegalArgumentException if they are not of the sizes of this net
   */
  public void load(List<float[]> values) {
    if (values.size() != parameters.length) {
      throw new IllegalArgumentException(
          "parameter count must be " + parameters.length + ": " + values.size());
    }
    for (int p = 0; p < parameters.length; p++) {
      int size = values.get(p).length;
      if (size != parameters[p].size()) {
        throw new IllegalArgumentException(
            "parameter " + p + " size must be " + parameters[p].size() + ": " + size);
      }
    }
    for (int p = 0; p < parameters.length; p++) {
      parameters[p].set(values.get(p));
    }
  }
}
