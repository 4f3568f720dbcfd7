package io.tintin.samples.motes;

import io.tintin.core.quant.Scale;
import io.tintin.core.train.Trainer;

/** The network of Tin-Tin. */
public final class Int8Net implements Net {
  private static final Scale OUTPUT_SCALE =
      Scale.powerOfTwo(Recipe.FEATURE_SCALE.shift() - 8); // 1/256 of a target step

  private final Trainer trainer;

  Int8Net(Trainer trainer) {
    this.trainer = trainer;
  }

  public Trainer trainer() {
    return trainer;
  }

  @Override
  public void add(byte[] features, int[] targets) {
    trainer.add(features, targets);
  }

  @Override
  public int pendingCount() {
    return trainer.pendingCount();
  }

  @Override
  public boolean isFull() {
    return trainer.isFull();
  }

  @Override
  public void step() {
    trainer.step();
  }

  @Override
  public void run(byte[] features) {
    trainer.predictor().run(features);
  }

  @Override
  public int label() {
    return trainer.predictor().label();
  }

  @Override
  public int output(int index) {
    return trainer.predictor().output(index, OUTPUT_SCALE);
  }
}
