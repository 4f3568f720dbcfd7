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
import java.util.List;
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

  /**
   * By value: what the arena has for it, and for its gradient; null if there is none, as of the
   * input of a prediction alone.
   */
  final Arena.@Nullable Block[] values;

  final Arena.@Nullable Block[] gradients;
  final long arenaBytes;

  /** The last layer of the way back. */
  final int firstNode;

  private int trackers;

  /**
   * Plans the steps that follow a checkpoint.
   *
   * @throws IllegalArgumentException naming what the C has no form of
   */
  TrainingPlan(Checkpoint checkpoint) {
    this(checkpoint, true);
    checkConfig(config);
  }

  private TrainingPlan(Checkpoint checkpoint, boolean learns) {
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
    int n = spec.nodes().size();
    this.values = new Arena.Block[n + 1];
    this.gradients = new Arena.Block[n + 1];
    this.arenaBytes = Arena.place(blocks());
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
    TrainingPlan plan = new TrainingPlan(begun, false);
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

  private boolean isLayerTrained(int n) {
    return isTrained.subList(firstParameter[n], firstParameter[n + 1]).contains(true);
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

  /**
   * Moments: layer {@code n} forward is {@code n}, the loss is {@code count}, layer {@code n}
   * backward is {@code 2 count - n}.
   */
  private List<Arena.Block> blocks() {
    int count = layers.size();
    List<Arena.Block> all = new ArrayList<>();
    if (learns) {
      // Predictions in between must not touch examples that wait.
      values[0] = block(0, 0, 2 * count, all);
    }
    for (int v = 1; v <= count; v++) {
      values[v] = sharesInput(v - 1) ? values[v - 1] : block(v, v - 1, v, all);
      values[v].use(v);
    }
    if (!learns) {
      return all;
    }
    for (int n = count - 1; n >= firstNode; n--) {
      int moment = 2 * count - n;
      if (isLayerTrained(n) || layers.get(n).backwardReadsInput()) {
        values[n].use(moment);
      }
      if (layers.get(n).backwardReadsOutput()) {
        values[n + 1].use(moment);
      }
    }
    gradients[count] = block(count, count, count, all);
    for (int n = count - 1; n >= firstNode; n--) {
      int moment = 2 * count - n;
      gradients[n + 1].use(moment);
      if (wantsGradient(n)) {
        boolean shares = layers.get(n).isInPlace();
        gradients[n] = shares ? gradients[n + 1] : block(n, moment, moment, all);
      }
    }
    return all;
  }

  private Arena.Block block(int value, int from, int to, List<Arena.Block> all) {
    long size = (long) shapes.get(value).size() * config.batchSize();
    Arena.Block block = new Arena.Block(size, from, to);
    all.add(block);
    return block;
  }

  /** Whether the output of a layer may lie where its input does: nobody reads that later. */
  private boolean sharesInput(int n) {
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
    int tensors = 2 * layers.size() + 1;
    long bookkeeping =
        (long) tensors * TENSOR_BYTES
            + (long) places.size() * PLACE_BYTES
            + (long) isTrained.size() * PARAMETER_BYTES;
    return new MemoryPlan(
        learns ? count : 0, // else they are in flash
        config.rule().keepsState() ? 3 * count : 0,
        arenaBytes,
        bookkeeping);
  }
}
