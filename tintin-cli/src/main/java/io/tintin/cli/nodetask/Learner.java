package io.tintin.cli.nodetask;

/** A net that learns one example at a time. */
interface Learner {
  /** Makes a step. */
  void learn(byte[] features, int label);

  /** The class of an example, as the net is now. */
  int label(byte[] features);
}
