package io.tintin.samples.motes;

/** What learning needs of a network, so that int8 and float32 are compared by the same code. */
public interface Net {
  /** Adds an example to the next step. */
  void add(byte[] features, int[] targets);

  /** Examples added since the last step. */
  int pendingCount();

  /** Whether the next example needs a step first. */
  boolean isFull();

  /** Trains on the added examples. */
  void step();

  /** Runs the network forward. */
  void run(byte[] features);

  /** Index of the largest output of the last run. */
  int label();

  /** An output of the last run, in 1/256 of a target step. */
  int output(int index);
}
