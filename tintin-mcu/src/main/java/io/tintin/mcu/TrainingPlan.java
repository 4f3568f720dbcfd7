package io.tintin.mcu;

import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.TrackedExponent;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step in C does, or a prediction alone, and where its tensors are: which gradients are
 * computed, which places requantise, and what of the arena each tensor has.
 */
final class TrainingPlan {
  /** Bytes of a scale, a place and a tensor in the C of a machine with pointers of 32 bits. */
  private static final int TENSOR_BYTES = 16;

  private static final int PLACE_BYTES = 12;
  private static final int PARAMETER_BYTES = 20;
  private static final int WAITING_BYTES = 2;
  private static final int STEP_COUNT_BYTES = 8;
  private static final int UNIT_BYTES = 4;

  final Checkpoint checkpoint;
  final ModelSpec spec;
  final TrainerConfig config;
  final List<Shape> shapes;
  final List<LayerCode> layers = new ArrayList<>();

  /** Whether it trains, else it predicts alone, with the exponents that its places begin with. */
  final boolean learns;

  final LossCode loss;

  /** Whether the loss is of class labels, else of targets. */
  final boolean isClasses;

  /** Whether the targets of an example can be its own features. */
  final boolean reconstructs;

  /** By parameter. */
  final List<Boolean> isTrained;

  /** Number of the first parameter of each layer, and one more at the end. */
  final int[] firstParameter;

  /** By layer: the number of the place that requantises its output; -1 if there is none. */
  final int[] outputPlaces;

  /** By value, whether its gradient is computed. */
  final boolean[] isWanted;

  /** By layer, the gradients by its inputs. */
  final List<List<InputGradient>> inputGradients = new ArrayList<>();

  /** State of the places, in their order. */
  final List<TrackedExponent> places = new ArrayList<>();

  /** Place of the loss; -1 if it has none. */
  final int lossPlace;

  /** The calls of a step, and what of the arena each tensor has. */
  final StepOrder order;

  /** The last layer of the way back. */
  final int firstNode;

  private int trackers;

  /**
   * Plans the steps that follow a checkpoint.
   *
   * @throws IllegalArgumentException naming what the C has no form of
   */
  TrainingPlan(Checkpoint checkpoint) {
    this(checkpoint, Saving.NONE);
  }

  /** Plans the same steps with some values that leave memory in between. */
  TrainingPlan(Checkpoint checkpoint, Saving saving) {
    this(checkpoint, true, saving);
    Limits.check(config);
  }

  private TrainingPlan(Checkpoint checkpoint, boolean learns, Saving saving) {
    this.checkpoint = checkpoint;
    this.learns = learns;
    this.spec = checkpoint.model().spec();
    this.config = checkpoint.config();
    this.shapes = spec.shapes();
    Limits.check(spec);
    this.loss = LossCode.of(config.loss());
    this.isClasses = loss.isOfClasses();
    this.reconstructs =
        config.loss().takesTargetsOf(config.inputScale())
            && spec.input().size() == spec.output().size();
    this.isTrained = checkpoint.trainedParameters();
    this.firstParameter = firstParameters(spec);
    this.isWanted = wanted();
    this.firstNode = firstTrained();
    this.lossPlace = place(learns && loss.isPlaced());
    this.outputPlaces = new int[spec.nodes().size()];
    makeLayers();
    checkTrackers();
    this.order = new StepOrder(this, saving);
  }

  /**
   * Plans predictions with fixed exponents.
   *
   * @throws IllegalArgumentException naming what the C has no form of
   */
  static TrainingPlan of(FrozenModel frozen) {
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withBatchSize(1)
            .withInputScale(frozen.inputScale())
            .withLoss(new SquaredError(Scale.UNIT)) // it is not used, and takes any output
            .withRule(new AlignedSgd(0, Rounding.NEAREST))
            .withRescaling(Rescaling.TRACKED);
    Checkpoint begun = new Trainer(frozen.model(), config).checkpoint();
    TrainingPlan plan = new TrainingPlan(begun, false, Saving.NONE);
    for (int n = 0; n < plan.layers.size(); n++) {
      int place = plan.outputPlaces[n];
      if (place >= 0) {
        plan.places.set(place, new TrackedExponent(true, frozen.shifts().get(n), 0));
      }
    }
    return plan;
  }

  private static int[] firstParameters(ModelSpec spec) {
    int[] first = new int[spec.nodes().size() + 1];
    for (int n = 0; n < spec.nodes().size(); n++) {
      first[n + 1] = first[n] + spec.nodes().get(n).layer().parameterShapes().size();
    }
    return first;
  }

  private int firstTrained() {
    int n = 0;
    while (learns && !isLayerTrained(n)) {
      n++;
    }
    return learns ? n : spec.nodes().size();
  }

  private boolean isLayerTrained(int n) {
    return isTrained.subList(firstParameter[n], firstParameter[n + 1]).contains(true);
  }

  /** A value's gradient is wanted if a parameter before it is trained. */
  private boolean[] wanted() {
    boolean[] all = new boolean[spec.nodes().size() + 1];
    for (int n = 0; learns && n < spec.nodes().size(); n++) {
      all[n + 1] = isLayerTrained(n);
      for (int value : inputs(n)) {
        all[n + 1] |= all[value];
      }
    }
    return all;
  }

  /** Numbers of the values that a layer takes. */
  List<Integer> inputs(int n) {
    return spec.nodes().get(n).inputs();
  }

  /** Whether the gradient by an input of a layer is computed. */
  boolean wantsGradient(int n) {
    for (int value : inputs(n)) {
      if (isWanted[value]) {
        return true;
      }
    }
    return false;
  }

  /** Whether the way back through a layer reads its inputs; the gradient of a bias does not. */
  boolean readsInputBackwards(int n) {
    boolean hasWeights = firstParameter[n] < firstParameter[n + 1];
    boolean trainsWeights = learns && hasWeights && isTrained.get(firstParameter[n]);
    return trainsWeights || (wantsGradient(n) && layers.get(n).backwardReadsInput());
  }

  /** Whether it reads its output. */
  boolean readsOutputBackwards(int n) {
    return wantsGradient(n) && layers.get(n).backwardReadsOutput();
  }

  /** Takes the state of the next tracker of the checkpoint; returns its place if it is used. */
  private int place(boolean isUsed) {
    List<TrackedExponent> kept = checkpoint.exponents();
    TrackedExponent state =
        trackers < kept.size() ? kept.get(trackers) : new TrackedExponent(false, 0, 0);
    trackers++;
    if (!isUsed) {
      return -1;
    }
    places.add(state);
    return places.size() - 1;
  }

  private void checkTrackers() {
    int kept = checkpoint.exponents().size();
    if (learns && kept != 0 && kept != trackers) {
      throw new IllegalArgumentException(
          CText.of("tracked exponents must be %d, or none: %d", trackers, kept));
    }
  }

  /** Places come in the order of the checkpoint: all outputs, then all gradients. */
  private void makeLayers() {
    int count = spec.nodes().size();
    for (int n = 0; n < count; n++) {
      inputGradients.add(List.of());
    }
    Set<Integer> reached = new HashSet<>();
    for (int n = count - 1; n >= 0; n--) {
      List<InputGradient> ofLayer = new ArrayList<>();
      for (int value : inputs(n)) {
        boolean isFurther = isWanted[value] && !reached.add(value);
        ofLayer.add(new InputGradient(value, isWanted[value], isFurther, -1, -1));
      }
      inputGradients.set(n, ofLayer);
    }
    for (int n = 0; n < count; n++) {
      outputPlaces[n] = place(layer(n).placesOutput());
    }
    for (int n = 0; n < count; n++) {
      inputGradients.set(n, placed(inputGradients.get(n), layer(n).placesGradient()));
      layers.add(layer(n));
    }
  }

  /** First those by the inputs, then their sums. */
  private List<InputGradient> placed(List<InputGradient> gradients, boolean isPlaced) {
    int[] own = new int[gradients.size()];
    for (int i = 0; i < own.length; i++) {
      own[i] = gradients.get(i).isWanted() ? place(isPlaced) : -1;
    }
    List<InputGradient> placed = new ArrayList<>();
    for (int i = 0; i < own.length; i++) {
      InputGradient gradient = gradients.get(i);
      placed.add(gradient.at(own[i], gradient.isFurther() ? place(true) : -1));
    }
    return placed;
  }

  private LayerCode layer(int n) {
    return LayerCodes.of(spec.nodes().get(n).layer(), context(n));
  }

  LayerContext context(int n) {
    List<Shape> inputShapes = new ArrayList<>();
    inputs(n).forEach(value -> inputShapes.add(shapes.get(value)));
    int first = firstParameter[n];
    return new LayerContext(
        n,
        inputs(n),
        inputShapes,
        shapes.get(n + 1),
        first,
        firstParameter[n + 1] - first,
        outputPlaces[n],
        inputGradients.get(n));
  }

  /** How many places a prediction needs: as many as there are up to the last of an output. */
  int freshPlaces() {
    int last = 0;
    for (int place : outputPlaces) {
      last = Math.max(last, place);
    }
    return last + 1;
  }

  MemoryPlan memory() {
    long count = 0;
    for (Shape shape : spec.parameterShapes()) {
      count += shape.size();
    }
    return new MemoryPlan(
        learns ? count : 0, // else they are in flash
        config.rule().keepsState() ? 3 * count : 0,
        order.arenaBytes,
        bookkeeping());
  }

  /** Bytes of the other variables of a program, as a machine of 32 bits aligns what they hold. */
  private long bookkeeping() {
    long tensors = present(order.values) + present(order.gradients) + order.further.size();
    long bytes = TENSOR_BYTES * tensors + (long) PLACE_BYTES * places.size();
    if (!learns) {
      return bytes;
    }
    int parameterBytes = PARAMETER_BYTES + (config.rule() instanceof Lion ? UNIT_BYTES : 0);
    long waiting =
        isClasses ? 2L * config.batchSize() : (long) config.batchSize() * spec.output().size();
    return bytes
        + (long) PLACE_BYTES * freshPlaces()
        + (long) parameterBytes * isTrained.size()
        + waiting
        + WAITING_BYTES
        + STEP_COUNT_BYTES;
  }

  private static long present(Arena.@Nullable Block[] tensors) {
    return Arrays.stream(tensors).filter(Objects::nonNull).count();
  }
}
