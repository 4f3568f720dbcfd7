package io.tintin.benchmarks.peer;

/** A net that is ready to work. */
public interface Stepper {
  /** Trains on the next batch, or runs it where the peer only predicts. */
  void step();

  /** Makes what is left to make of its examples; called once, after the first step. */
  void prepare();

  /** Hash of all weights, where equal bits are promised. */
  default String hash() {
    return "none";
  }
}
