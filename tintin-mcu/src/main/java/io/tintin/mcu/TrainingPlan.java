package io.tintin.mcu;

import io.tintin.core.layer.Layer;
import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.TrackedExponent;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a step in C does, or a prediction alone, and where its tensors are: which gradients are
 * computed, which places requantise, and what of the arena each tensor has.
 */
final class TrainingPlan {
  /** Most values of an extent, as the C keeps them in 16 bits. */
  static final int MAX_EXTENT = 65_535;

  /** Bytes of a scale, a place and a tensor in the C of a machine with pointers of 32 bits. */
  private static final int TENSOR_BYTES = 16;

  private static final int PLACE_BYTES = 12;
  private static final int PARAMETER_BYTES = 20;
  private static final int WAITING_BYTES = 2;
  private static final int STEP_COUNT_BYTES = 8;

  final Checkpoint checkpoint;
  final ModelSpec spec;
  final TrainerConfig config;
  final List<Shape> shapes;
  final List<LayerCode> layers = new ArrayList<>();

  /** Whether it trains, else it predicts alone, with the exponents that its places begin with. */
  final boolean learns;

  /** Whether the loss is of class labels, else of targets. */
  final boolean isClasses;

  /** By parameter. */
  final List<Boolean> isTrained;

  /** Number of the first parameter of each layer, and one more at the end. */
  final int[] firstParameter;

  /** By layer: the number of the place that requantises its output; -1 if there is none. */
  final int[] outputPlaces;

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
    checkConfig(config);
  }

  private TrainingPlan(Checkpoint checkpoint, boolean learns, Saving saving) {
    this.checkpoint = checkpoint;
    this.learns = learns;
    this.spec = checkpoint.model().spec();
    this.config = checkpoint.config();
    this.shapes = spec.shapes();
    checkChain(spec);
    checkExtents(shapes);
    checkRows(spec);
    this.isClasses = config.loss() instanceof CrossEntropy;
    this.isTrained = checkpoint.trainedParameters();
    this.firstParameter = firstParameters(spec);
    this.firstNode = firstTrained();
    this.lossPlace = place(learns && config.loss() instanceof SquaredError);
    this.outputPlaces = new int[spec.nodes().size()];
    makeLayers();
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

  private static void checkConfig(TrainerConfig config) {
    if (config.rescaling() != Rescaling.TRACKED) {
      throw new IllegalArgumentException(
          "rescaling must be TRACKED, as the C keeps no int32 tensor to look at: "
              + config.rescaling());
    }
    if (!(config.loss() instanceof CrossEntropy || config.loss() instanceof SquaredError)) {
      throw new IllegalArgumentException("loss must have a form in C: " + config.loss());
    }
    boolean isKnown =
        config.rule() instanceof AlignedSgd
            || config.rule() instanceof NitiSgd
            || config.rule() instanceof MomentumSgd;
    if (!isKnown || Rules.rounding(config.rule()) == Rounding.NEAREST_EVEN) {
      throw new IllegalArgumentException("update rule must have a form in C: " + config.rule());
    }
    if (config.trainable() instanceof Trainable.Channels) {
      throw new IllegalArgumentException(
          "trainable must be whole parameters: " + config.trainable());
    }
    if (config.batchSize() > MAX_EXTENT) {
      throw new IllegalArgumentException(
          "batchSize must be at most " + MAX_EXTENT + " in C: " + config.batchSize());
    }
  }

  private static void checkChain(ModelSpec spec) {
    for (int n = 0; n < spec.nodes().size(); n++) {
      Node node = spec.nodes().get(n);
      if (!node.inputs().equals(List.of(n))) {
        throw new IllegalArgumentException(
            CText.of(
                "layers must follow one another in C, layer %d takes values: %s",
                n, node.inputs()));
      }
    }
  }

  private static void checkExtents(List<Shape> shapes) {
    for (Shape shape : shapes) {
      for (int e = 0; e < shape.rank(); e++) {
        if (shape.extent(e) > MAX_EXTENT) {
          throw new IllegalArgumentException(
              "extents must be at most " + MAX_EXTENT + " in C: " + shape);
        }
      }
    }
  }

  /** What one output is a sum of. */
  private static void checkRows(ModelSpec spec) {
    for (Shape shape : spec.parameterShapes()) {
      int products = shape.size() / shape.extent(0);
      if (products > MAX_EXTENT) {
        throw new IllegalArgumentException(
            "weights of one output must be at most " + MAX_EXTENT + " in C: " + products);
      }
    }
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

  boolean isLayerTrained(int n) {
    return isTrained.subList(firstParameter[n], firstParameter[n + 1]).contains(true);
  }

  /** Whether the update of a layer reads its input: that of a bias does not. */
  boolean readsInputToLearn(int n) {
    return isTrained.get(firstParameter[n]);
  }

  /** Whether the gradient by the input of a layer is computed. */
  boolean wantsGradient(int n) {
    return n > firstNode;
  }

  /** Takes the state of the next tracker of the checkpoint; returns its place if it is used. */
  private int place(boolean isUsed) {
    List<TrackedExponent> kept = checkpoint.exponents();
    TrackedExponent state = kept.isEmpty() ? new TrackedExponent(false, 0, 0) : kept.get(trackers);
    trackers++;
    if (!isUsed) {
      return -1;
    }
    places.add(state);
    return places.size() - 1;
  }

  /** Places come in the order of the checkpoint: all outputs, then all gradients. */
  private void makeLayers() {
    int count = spec.nodes().size();
    LayerCode[] unplaced = new LayerCode[count];
    for (int n = 0; n < count; n++) {
      unplaced[n] = layer(n, -1, -1);
      outputPlaces[n] = place(unplaced[n].placesOutput());
    }
    for (int n = 0; n < count; n++) {
      int gradientPlace = wantsGradient(n) ? place(unplaced[n].placesGradient()) : -1;
      layers.add(layer(n, outputPlaces[n], gradientPlace));
    }
  }

  private LayerCode layer(int n, int outputPlace, int gradientPlace) {
    Layer layer = spec.nodes().get(n).layer();
    int first = firstParameter[n];
    return LayerCodes.of(
        layer,
        new LayerContext(
            n,
            shapes.get(n),
            shapes.get(n + 1),
            first,
            firstParameter[n + 1] - first,
            outputPlace,
            gradientPlace));
  }

  /** Whether the output of a layer may lie where its input does: nobody reads that later. */
  boolean sharesInput(int n) {
    if (n == 0) {
      return false; // examples wait there
    }
    LayerCode layer = layers.get(n);
    boolean isRead = layers.get(n - 1).backwardReadsOutput();
    return layer.isIdentity() || (layer.isInPlace() && !isRead);
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
    long tensors = present(order.values) + present(order.gradients);
    long bytes = TENSOR_BYTES * tensors + (long) PLACE_BYTES * places.size();
    if (!learns) {
      return bytes;
    }
    long waiting =
        isClasses ? 2L * config.batchSize() : (long) config.batchSize() * spec.output().size();
    return bytes
        + (long) PLACE_BYTES * freshPlaces()
        + (long) PARAMETER_BYTES * isTrained.size()
        + waiting
        + WAITING_BYTES
        + STEP_COUNT_BYTES;
  }

  private static long present(Arena.@Nullable Block[] tensors) {
    return Arrays.stream(tensors).filter(Objects::nonNull).count();
  }
}
