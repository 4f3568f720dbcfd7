package io.tintin.samples.motes;

/** Something to learn from a mote's stream. */
public interface LearningTask<N extends Net> extends StreamListener {
  /** What to do with an example. */
  enum Mode {
    /** Predict, score, then learn. */
    LEARN,
    /** Predict and score. */
    TEST,
    /** Nothing but to keep up with the stream. */
    FOLLOW
  }

  Learner<N> learner();

  /** {@link Mode#LEARN} if never called. */
  void setMode(Mode mode);
}
