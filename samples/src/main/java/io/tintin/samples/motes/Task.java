package io.tintin.samples.motes;

/** Something to learn from a mote's stream. */
interface Task<N extends Net> extends StreamListener {
  Learner<N> learner();
}
