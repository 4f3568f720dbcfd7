package io.tintin.core.train;

import io.tintin.core.model.Model;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that training needs to go on with the same bits: the model, the configuration with its seed,
 * the step count, and named sections for state that lives elsewhere, such as a normaliser's or a
 * replay buffer's. Immutable.
 */
public final class Checkpoint {
  /** Longest name of a section, in characters. */
  public static final int MAX_NAME = 64;

  /** Most sections. */
  public static final int MAX_SECTIONS = 1024;

  private final Model model;
  private final TrainerConfig config;
  private final long stepCount;
  private final SortedMap<String, byte[]> sections;

  Checkpoint(Model model, TrainerConfig config, long stepCount) {
    this(model, config, stepCount, new TreeMap<>());
  }

  Checkpoint(
      Model model, TrainerConfig config, long stepCount, SortedMap<String, byte[]> sections) {
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
    return new Checkpoint(model, config, stepCount, more);
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
