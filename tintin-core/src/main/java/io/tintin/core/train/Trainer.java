package io.tintin.core.train;

import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Buffer;

/**
 * Trains a model by backpropagation with integers alone.
 *
 * <p>Examples are added one by one; a step trains on those added since the last one. A layer's
 * gradient by its input is computed before its weights change. Nothing is allocated after the
 * trainer is built. For one thread.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, TrainerConfig.DEFAULT);
 * trainer.add(features, label);
 * trainer.step();
 * }</pre>
 */
public final class Trainer {
  private final TrainerConfig config;
  private final Workspace workspace;
  private final Predictor predictor;
  private final Examples pending;
  private final int[] targets;
  private long stepCount;

  /**
   * A trainer that starts from this model.
   *
   * @throws IllegalArgumentException if the loss does not take the model's outputs, these are an
   *     image of several pixels, the activations of a batch would be longer than an array, or the
   *     gradient of a batch could wrap an int32
   */
  public Trainer(Model model, TrainerConfig config) {
    this(model, config, 0);
  }

  private Trainer(Model model, TrainerConfig config, long stepCount) {
    config.loss().checkOutputs(model.spec().output().size());
    this.config = config;
    this.workspace = Workspace.forTraining(model.spec(), config.batchSize());
    this.predictor = new Predictor(workspace.sharedForInference(), config.inputScale());
    int outputs = workspace.outputSize();
    int targetSize = config.loss().targetSize(outputs);
    this.pending = new Examples(workspace.shapes[0], targetSize, config.batchSize());
    this.targets = new int[targetSize * config.batchSize()];
    this.stepCount = stepCount;
    workspace.setParameters(model);
  }

  /**
   * A trainer that goes on where the checkpoint was taken, with the same bits.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static Trainer resume(Checkpoint checkpoint) {
    return new Trainer(checkpoint.model(), checkpoint.config(), checkpoint.stepCount());
  }

  /**
   * Adds an example with one target: the class label of a cross-entropy.
   *
   * @param features int8, as many as the model has inputs, none -128, row-major: those of an image
   *     are {@code [height, width, channels]}; copied
   * @throws IllegalArgumentException if the example does not fit; then nothing changes
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features, int label) {
    config.loss().checkTarget(workspace.outputSize(), 0, label);
    pending.add(features, label);
  }

  /**
   * Adds an example with one target an output.
   *
   * @param features int8, as many as the model has inputs, none -128, row-major: those of an image
   *     are {@code [height, width, channels]}; copied
   * @param exampleTargets as many as the loss has targets; copied
   * @throws IllegalArgumentException if the example does not fit; then nothing changes
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features, int[] exampleTargets) {
    for (int t = 0; t < exampleTargets.length; t++) {
      config.loss().checkTarget(workspace.outputSize(), t, exampleTargets[t]);
    }
    pending.add(features, exampleTargets);
  }

  /** Examples added since the last step. */
  public int pendingCount() {
    return pending.count();
  }

  /** Whether the batch is full, so that a step has to come before the next example. */
  public boolean isFull() {
    return pending.count() == config.batchSize();
  }

  /**
   * Trains on the examples added since the last step.
   *
   * @return their loss, summed, in the unit of the {@link Loss}
   * @throws IllegalStateException if there are none
   */
  public long step() {
    int batch = pending.count();
    if (batch == 0) {
      throw new IllegalStateException("a step needs at least one example");
    }
    Int8Buffer input = workspace.activations[0];
    pending.transposeTo(input.values, targets);
    input.setScale(
        config.inputScale().shift(), config.inputScale().up(), config.inputScale().down());
    workspace.forward(batch);
    long key =
        RandomSource.streamKey(
            RandomSource.streamKey(config.seed(), (int) (stepCount >>> 32)), (int) stepCount);
    long loss =
        config
            .loss()
            .gradient(
                workspace.output(),
                targets,
                workspace.outputSize(),
                batch,
                RandomSource.streamKey(key, 0),
                workspace.acc.values,
                workspace.gradients[0]);
    backward(batch, key);
    stepCount++;
    return loss;
  }

  /** Parameter {@code p} of the model, counted from 0, draws from stream {@code p + 1}. */
  private void backward(int batch, long key) {
    int parameterStream = workspace.parameterCount;
    for (int l = workspace.layers.length - 1, side = 0; l >= 0; l--, side ^= 1) {
      Int8Buffer input = workspace.activations[l];
      Int8Buffer gradOutput = workspace.gradients[side];
      Int8Buffer[] parameters = workspace.parameters[l];
      if (l > 0) {
        workspace.layers[l].backward(
            parameters,
            input,
            gradOutput,
            workspace.shapes[l],
            batch,
            workspace.acc,
            workspace.gradients[side ^ 1]);
      }
      for (int p = parameters.length - 1; p >= 0; p--, parameterStream--) {
        workspace.layers[l].gradient(
            p, input, gradOutput, workspace.shapes[l], batch, workspace.acc);
        config
            .rule()
            .update(
                parameters[p],
                parameters[p].values.length,
                workspace.acc,
                config.batchSize(),
                RandomSource.streamKey(key, parameterStream));
      }
    }
  }

  /** Runs the model as it is now; sees every later step. */
  public Predictor predictor() {
    return predictor;
  }

  /** The model as it is now. */
  public Model model() {
    return workspace.toModel();
  }

  /**
   * Goes on with the parameters of another model of the same architecture; step count and waiting
   * examples stay.
   *
   * @throws IllegalArgumentException if it has another one
   */
  public void load(Model model) {
    workspace.setParameters(model);
  }

  /** Steps made, those before a resume included. */
  public long stepCount() {
    return stepCount;
  }

  /** How this trainer trains. */
  public TrainerConfig config() {
    return config;
  }

  /**
   * All that a later {@link #resume} needs.
   *
   * @throws IllegalStateException if examples wait for a step
   */
  public Checkpoint checkpoint() {
    if (pending.count() > 0) {
      throw new IllegalStateException(
          "pending examples must be 0 for a checkpoint: " + pending.count());
    }
    return new Checkpoint(model(), config, stepCount);
  }
}
