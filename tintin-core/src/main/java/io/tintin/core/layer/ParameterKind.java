package io.tintin.core.layer;

/** What a parameter is for, which says how it begins. */
public enum ParameterKind {
  /** Begins at random, see {@link Layer#fans}. */
  WEIGHTS,

  /** Added; begins at 0. */
  BIAS,

  /** Multiplied with; begins at 1. */
  GAIN
}
