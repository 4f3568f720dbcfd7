package io.tintin.cli.synthetic;

/** What a node sees at one time, and what is true of it. Immutable. */
public final class Example {
  private final byte[] features;
  private final int label;
  private final int decibels;
  private final Suspicion suspicion;

  /**
   * What a classical rule says: with a level above its threshold this class, else class 0.
   *
   * @param level in the unit of the rule
   * @param label of the class that it suspects, above 0
   */
  record Suspicion(int level, int label) {}

  /** Takes the array over. */
  Example(byte[] features, int label, int decibels, Suspicion suspicion) {
    this.features = features;
    this.label = label;
    this.decibels = decibels;
    this.suspicion = suspicion;
  }

  /** A copy of the int8 features, none -128. */
  public byte[] features() {
    return features.clone();
  }

  public int label() {
    return label;
  }

  /** How far the signal stands out of the noise, in decibels; of no meaning for class 0. */
  public int decibels() {
    return decibels;
  }

  /** What the classical rule of the task looks at, in its unit. */
  public int classicalLevel() {
    return suspicion.level;
  }

  /** What that rule says with this threshold. */
  public int classicalLabel(int threshold) {
    return suspicion.level > threshold ? suspicion.label : 0;
  }
}
