package io.tintin.core.train;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.plan.OverflowProof;
import io.tintin.core.rescaling.TrackedRequantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model by backpropagation with integers alone.
 *
 * <p>Examples are added one by one; a step trains on those added since the last one. A layer's
 * gradient by its input is computed before its weights change. With one thread nothing is allocated
 * after the trainer is built. Its methods are for one thread at a time.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, TrainerConfig.DEFAULT);
 * trainer.add(features, label);
 * trainer.step();
 * }</pre>
 */
public final class Trainer {
  private final TrainerConfig config;
  private final Parameters parameters;
  final Steps steps;
  private final Predictor predictor;
  private final Examples pending;
  private long stepCount;

  /**
   * A trainer that starts from this model, on the calling thread alone.
   *
   * @throws IllegalArgumentException if the loss does not take the model's outputs, the model does
   *     not have what is to be trained, the outputs are an image of several pixels, the activations
   *     of a batch would be longer than an array, or the gradient of a batch could wrap an int32
   */
  public Trainer(Model model, TrainerConfig config) {
    this(null, model, config, 1);
  }

  /**
   * A trainer that shares the work of each step out to several threads, with the same bits.
   *
   * @param threads at least 1; the calling thread is one of them. More than 1 only with a rescaling
   *     that {@linkplain io.tintin.core.rescaling.Rescaling#allowsSplitBatches allows it}
   * @param executor runs the others; it is the caller's to shut down. Where it has no thread free,
   *     or is closed, the calling thread does the work itself
   * @throws IllegalArgumentException as the other constructor, or if threads does not fit
   */
  public Trainer(Model model, TrainerConfig config, int threads, ExecutorService executor) {
    this(executor, model, config, threads);
  }

  private Trainer(
      @Nullable ExecutorService executor, Model model, TrainerConfig config, int threads) {
    config.loss().checkOutputs(model.spec().output().size());
    checkThreads(config, threads);
    OverflowProof.check(model.spec(), config.batchSize());
    this.config = config;
    this.parameters = new Parameters(model.spec());
    Selection selection = new Selection(config.trainable(), model.spec());
    this.steps = new Steps(parameters, config, selection, executor, threads);
    this.predictor = Predictor.sharing(parameters, config.inputScale());
    this.pending = steps.examples;
    load(model);
  }

  private static void checkThreads(TrainerConfig config, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    if (threads > 1 && !config.rescaling().allowsSplitBatches()) {
      throw new IllegalArgumentException(
          "threads must be 1, as "
              + config.rescaling()
              + " rescaling looks at a whole batch: "
              + threads);
    }
  }

  /**
   * A trainer that goes on where the checkpoint was taken, with the same bits.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static Trainer resume(Checkpoint checkpoint) {
    return new Trainer(checkpoint.model(), checkpoint.config()).goOn(checkpoint);
  }

  /**
   * As {@link #resume(Checkpoint)}, on several threads; a checkpoint does not care how many.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public static Trainer resume(Checkpoint checkpoint, int threads, ExecutorService executor) {
    Trainer trainer = new Trainer(checkpoint.model(), checkpoint.config(), threads, executor);
    return trainer.goOn(checkpoint);
  }

  private Trainer goOn(Checkpoint checkpoint) {
    stepCount = checkpoint.stepCount();
    for (Lane lane : steps.lanes) {
      checkpoint.state().restore(steps.updates.parameters, lane.trackers);
    }
    return this;
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
    config.loss().checkTarget(outputSize(), 0, label);
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
      config.loss().checkTarget(outputSize(), t, exampleTargets[t]);
    }
    pending.add(features, exampleTargets);
  }

  /**
   * Adds an example that the model is to reconstruct: its targets are its own features. For a loss
   * whose targets are of the input scale, such as {@code new SquaredError(config.inputScale())},
   * and a model with as many outputs as inputs.
   *
   * <p>Outputs stand for the features in the order of a {@link io.tintin.core.layer.Flatten}: those
   * of an image {@code [height, width, channels]}, or of a sequence {@code [length, channels]}, are
   * channel by channel, so output {@code channel * pixels + pixel} is for feature {@code pixel *
   * channels + channel}. In any other shape, output {@code i} is for feature {@code i}.
   *
   * @param features int8, as many as the model has inputs, none -128, row-major; copied
   * @throws IllegalArgumentException if loss, model or features do not fit; then nothing changes
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features) {
    if (!config.loss().takesTargetsOf(config.inputScale())) {
      throw new IllegalArgumentException(
          "loss targets must be of the input scale to reconstruct features, "
              + config.inputScale()
              + ": "
              + config.loss());
    }
    pending.addOwn(features);
  }

  private int outputSize() {
    return steps.lanes[0].workspace.outputSize();
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
   * @throws IllegalStateException if there are none, or if a step failed half-way and no model was
   *     {@linkplain #load loaded} since
   */
  public long step() {
    long loss = update(true);
    scaleUpIfDue();
    return loss;
  }

  private long update(boolean maySplit) {
    if (pending.count() == 0) {
      throw new IllegalStateException("a step needs at least one example");
    }
    long loss = steps.make(stepCount, maySplit);
    pending.clear();
    stepCount++;
    return loss;
  }

  /**
   * Makes a {@link #step} on the calling thread and looks at what it did. Allocates a copy of all
   * parameters.
   *
   * @throws IllegalStateException as {@link #step}
   */
  public TrainingHealth examinedStep() {
    HealthCheck check = new HealthCheck(steps.lanes[0].workspace, steps.updates.parameters);
    TrainingHealth health = check.afterStep(update(false));
    scaleUpIfDue();
    return health;
  }

  private void scaleUpIfDue() {
    if (stepCount % UpdateRule.SCALE_UP_STEPS == 0) {
      steps.updates.scaleUp();
    }
  }

  /** Runs the model as it is now; sees every later step. */
  public Predictor predictor() {
    return predictor;
  }

  /** The model as it is now. */
  public Model model() {
    return parameters.toModel();
  }

  /**
   * Goes on with the parameters of another model of the same architecture; step count and waiting
   * examples stay.
   *
   * @throws IllegalArgumentException if it has another one
   */
  public void load(Model model) {
    parameters.set(model);
    steps.forget();
  }

  /**
   * The model as it is now, with the scales that its activations have reached.
   *
   * @throws IllegalStateException if the rescaling is not {@link
   *     io.tintin.core.rescaling.Rescaling#TRACKED}, or before the first step; {@link
   *     FrozenModel#calibrated} makes one of any model
   */
  public FrozenModel frozen() {
    if (!config.rescaling().allowsSplitBatches() || stepCount == 0) {
      throw new IllegalStateException(
          "frozen scales need TRACKED rescaling and a step: "
              + config.rescaling()
              + ", steps "
              + stepCount);
    }
    List<Integer> shifts = new ArrayList<>();
    for (LayerSite site : steps.lanes[0].workspace.sites) {
      shifts.add(FrozenModel.shiftOf((TrackedRequantizer) site.outputRequantizer));
    }
    return new FrozenModel(model(), config.inputScale(), shifts);
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
    TrainingState state = TrainingState.capture(steps.updates.parameters, steps.lanes[0].trackers);
    return new Checkpoint(model(), config, stepCount, state);
  }
}
