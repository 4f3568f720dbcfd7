package io.tintin.core.train;

import io.tintin.core.model.Model;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that training needs to go on with the same bits: the model, the configuration with its seed,
 * the step count, what the update rule and the rescaling keep, and named sections for state that
 * lives elsewhere, such as a normaliser's or a replay buffer's. Immutable.
 */
public final class Checkpoint {
  /** Longest name of a section, in characters. */
  public static final int MAX_NAME = 64;

  /** Most sections. */
  public static final int MAX_SECTIONS = 1024;

  private final Model model;
  private final TrainerConfig config;
  private final long stepCount;
  private final TrainingState state;
  private final SortedMap<String, byte[]> sections;

  Checkpoint(Model model, TrainerConfig config, long stepCount, TrainingState state) {
    this(model, config, stepCount, state, new TreeMap<>());
  }

  Checkpoint(
      Model model,
      TrainerConfig config,
      long stepCount,
      TrainingState state,
      SortedMap<String, byte[]> sections) {
    this.state = state;
    this.model = model;
    this.config = config;
    this.stepCount = stepCount;
    this.sections = sections;
  }

  public Model model() {
    return model;
  }

  public TrainerConfig config() {
    return config;
  }

  /** Steps made before the checkpoint was taken. */
  public long stepCount() {
    return stepCount;
  }

  TrainingState state() {
    return state;
  }

  /**
   * The exponents of {@link io.tintin.core.rescaling.Rescaling#TRACKED} rescaling: of the gradient
   * by the model's output, of the output of each layer, then layer by layer of the gradients by its
   * inputs that are computed, in their order, and of the sums of those of branches. Empty with any
   * other rescaling, and where nothing was kept.
   */
  public List<TrackedExponent> exponents() {
    return state.exponents();
  }

  /**
   * For each parameter, in the order of {@link Model#parameters}, whether it is trained: all of it,
   * or with {@link Trainable.Channels} some channels.
   */
  public List<Boolean> trainedParameters() {
    List<Boolean> all = new ArrayList<>();
    for (boolean[] ofNode : new Selection(config.trainable(), model.spec()).isTrained) {
      for (boolean isTrained : ofNode) {
        all.add(isTrained);
      }
    }
    return Collections.unmodifiableList(all);
  }

  /**
   * Whether the update rule keeps a fraction and a moment for each value of a parameter.
   *
   * @param parameter number in {@link Model#parameters}
   */
  public boolean keepsMemory(int parameter) {
    return state.keepsMemory(parameter);
  }

  /**
   * By how much a value is exactly above its int8 form, in steps of 2^-8, in [-128, 127].
   *
   * @throws IllegalArgumentException if nothing {@linkplain #keepsMemory is kept} of the parameter
   */
  public int fraction(int parameter, int i) {
    checkMemory(parameter);
    return state.fraction(parameter, i);
  }

  /**
   * The moment of a value, in int16; its unit is the update rule's.
   *
   * @throws IllegalArgumentException if nothing {@linkplain #keepsMemory is kept} of the parameter
   */
  public int moment(int parameter, int i) {
    checkMemory(parameter);
    return state.moment(parameter, i);
  }

  /**
   * The power of two in the unit of the moments of a parameter, for a rule whose unit moves; 0 for
   * any other.
   */
  public int momentShift(int parameter) {
    return state.momentShift(parameter);
  }

  private void checkMemory(int parameter) {
    if (!keepsMemory(parameter)) {
      throw new IllegalArgumentException(
          "parameter must be one that " + config.rule() + " keeps more of: " + parameter);
    }
  }

  /** A copy of the section's bytes, if there is one of this name. */
  public Optional<byte[]> section(String name) {
    return Optional.ofNullable(sections.get(name)).map(byte[]::clone);
  }

  /**
   * This checkpoint with a copy of the bytes as a section; one of the same name is replaced.
   *
   * @param name 1 to 64 characters
   * @throws IllegalArgumentException if the name is not, or there are {@link #MAX_SECTIONS} already
   */
  public Checkpoint withSection(String name, byte[] bytes) {
    checkName(name);
    SortedMap<String, byte[]> more = new TreeMap<>(sections);
    more.put(name, bytes.clone());
    if (more.size() > MAX_SECTIONS) {
      throw new IllegalArgumentException(
          "sections must be at most " + MAX_SECTIONS + ": " + more.size());
    }
    return new Checkpoint(model, config, stepCount, state, more);
  }

  /**
   * This checkpoint with one output more in its model, see {@link Model#withExtraOutput}; a trainer
   * that resumes from it can learn a new class. It keeps the step count, the sections, and all that
   * the update rule and the rescaling know; the rule's memory of the new weights is zeros.
   *
   * @throws IllegalArgumentException if the last layer is not a dense one, or the loss does not
   *     take so many outputs
   */
  public Checkpoint withExtraOutput() {
    Model grown = model.withExtraOutput();
    config.loss().checkOutputs(grown.spec().output().size());
    return new Checkpoint(grown, config, stepCount, state.resizedTo(grown.spec()), sections);
  }

  static void checkName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "section name length must be in [1, " + MAX_NAME + "]: " + name.length());
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException("section name must have a UTF-8 form: " + name);
    }
  }

  /** The sections by name, in order; not copied. */
  SortedMap<String, byte[]> sections() {
    return sections;
  }
}
