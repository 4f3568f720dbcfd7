package io.tintin.samples.motes;

import io.tintin.core.continual.MalformedSnapshotException;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * How one of the two tasks is learned: its network, its training, its rehearsal.
 *
 * @param name short, used in topics
 * @param newPerStep new examples of a step; the rest of the batch is rehearsed
 * @param capacities of the replay buffers; with two, label 1 has the second one
 * @param rareEighths eighths of the rehearsed examples that come from the second buffer
 * @param outputShift exponent added to the scale of the last weights before training
 */
public record Recipe(
    String name,
    ModelSpec spec,
    TrainerConfig config,
    int newPerStep,
    List<Integer> capacities,
    int rareEighths,
    int outputShift) {

  /** Real value of one step of a feature, and of a forecast's target. */
  public static final Scale FEATURE_SCALE = Scale.powerOfTwo(-5);

  private static final int BATCH = 16;

  private static final int NEW_PER_STEP_OF_EVENT = 4;
  private static final int NEW_PER_STEP_OF_FORECAST = 8;

  private static final int HIDDEN = 16;

  /** Steam or no steam; the rare class has a replay buffer of its own. */
  public static final Recipe EVENT =
      new Recipe(
          "event",
          ModelSpec.of(
              Shape.of(Channels.EVENT_FEATURES),
              new Dense(Channels.EVENT_FEATURES, HIDDEN),
              new Relu(),
              new Dense(HIDDEN, 2)),
          TrainerConfig.DEFAULT
              .withLoss(new CrossEntropy())
              .withRule(new AlignedSgd(4))
              .withBatchSize(BATCH)
              .withInputScale(FEATURE_SCALE),
          NEW_PER_STEP_OF_EVENT,
          List.of(512, 256),
          4,
          0);

  /** Changes within the horizon; differences above a quarter of the usual change count as that. */
  public static Recipe forecast(Channels channels) {
    int features = channels.forecastFeatures();
    return new Recipe(
        "forecast",
        ModelSpec.of(
            Shape.of(features), new Dense(features, HIDDEN), new Relu(), new Dense(HIDDEN, 2)),
        TrainerConfig.DEFAULT
            .withLoss(new SquaredError(FEATURE_SCALE, 8))
            .withRule(new AlignedSgd(5))
            .withBatchSize(BATCH)
            .withInputScale(FEATURE_SCALE),
        NEW_PER_STEP_OF_FORECAST,
        List.of(512),
        0,
        -3);
  }

  /**
   * For a pool of motes: their memory together, slower steps, a smaller share of the rare class.
   */
  public Recipe pooled(int motes) {
    return new Recipe(
        name,
        spec,
        config.withRule(new AlignedSgd(5)),
        newPerStep,
        capacities.stream().map(capacity -> capacity * motes).toList(),
        1,
        outputShift);
  }

  /** The model that all clients start from. */
  public Model initialModel(long seed) {
    Model model = Model.initial(spec, random(seed));
    List<Int8Tensor> parameters = new ArrayList<>(model.parameters());
    int last = parameters.size() - 2;
    Int8Tensor weights = parameters.get(last);
    Scale scale = weights.scale().times(Scale.powerOfTwo(outputShift));
    parameters.set(last, Int8Tensor.of(weights.shape(), scale, weights.toArray()));
    return model.withParameters(parameters);
  }

  /**
   * A learner in int8.
   *
   * @param stream sets apart the random bits of gateways
   */
  public Learner<Int8Net> int8(long seed, int stream) {
    RandomSource random = random(seed).stream(stream);
    Trainer trainer = new Trainer(initialModel(seed), config.withSeed(random.key()));
    return new Learner<>(this, new Int8Net(trainer), random.stream(0));
  }

  /** A learner that goes on where it was saved. */
  Learner<Int8Net> resumed(Checkpoint checkpoint, long seed, int stream)
      throws MalformedSnapshotException {
    Int8Net net = new Int8Net(Trainer.resume(checkpoint));
    Learner<Int8Net> learner = new Learner<>(this, net, random(seed).stream(stream).stream(0));
    SavedLearner.restore(learner, checkpoint);
    return learner;
  }

  /** The random source of everything that this recipe draws. */
  public RandomSource random(long seed) {
    return new RandomSource(seed).stream(name.hashCode());
  }
}
