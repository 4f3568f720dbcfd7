package io.tintin.cli.nodetask;

import io.tintin.cli.floating.FloatTrainer;

/** In float32, at a rate that falls to 0 in a straight line. */
final class FloatLearner implements Learner {
  private final FloatTrainer trainer;
  private final int steps;
  private int made;

  FloatLearner(FloatTrainer trainer, int steps) {
    this.trainer = trainer;
    this.steps = steps;
  }

  @Override
  public void learn(byte[] features, int label) {
    trainer.add(features, label);
    trainer.step(Math.max(0, steps - made) / (float) steps);
    made++;
  }

  @Override
  public int label(byte[] features) {
    trainer.predictor().add(features);
    trainer.predictor().run();
    return trainer.predictor().label(0);
  }
}
