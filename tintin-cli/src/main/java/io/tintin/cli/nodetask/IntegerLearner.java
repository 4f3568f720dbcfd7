package io.tintin.cli.nodetask;

import io.tintin.core.train.Trainer;

/** With integers alone. */
record IntegerLearner(Trainer trainer) implements Learner {
  @Override
  public void learn(byte[] features, int label) {
    trainer.add(features, label);
    trainer.step();
  }

  @Override
  public int label(byte[] features) {
    return trainer.predictor().run(features).label();
  }
}
