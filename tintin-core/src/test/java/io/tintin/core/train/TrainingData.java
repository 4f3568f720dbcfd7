package io.tintin.core.train;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;

/** Small models and examples for the tests of the trainer. */
final class TrainingData {
  static final int INPUTS = 4;
  static final int CLASSES = 3;

  private TrainingData() {}

  /** A model of 4, 6 and 3 units. */
  static Model model() {
    ModelSpec spec =
        ModelSpec.of(Shape.of(INPUTS), new Dense(INPUTS, 6), new Relu(), new Dense(6, CLASSES));
    return Model.initial(spec, new RandomSource(11));
  }

  static TrainerConfig crossEntropy(UpdateRule rule, int batchSize) {
    return TrainerConfig.DEFAULT.withRule(rule).withBatchSize(batchSize).withSeed(21);
  }

  static TrainerConfig squaredError(UpdateRule rule, int batchSize) {
    return crossEntropy(rule, batchSize).withLoss(new SquaredError(Scale.powerOfTwo(-6)));
  }

  /** Features of the example with this number. */
  static byte[] features(int number) {
    RandomSequence draws = new RandomSequence(new RandomSource(31).stream(number), 0);
    byte[] features = new byte[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      features[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return features;
  }

  /** The largest of the first three features is the label. */
  static int label(byte... features) {
    int label = 0;
    for (int i = 1; i < CLASSES; i++) {
      label = features[i] > features[label] ? i : label;
    }
    return label;
  }

  static int[] targets(byte... features) {
    return new int[] {features[0] / 2, -features[1] / 2, (features[2] + features[3]) / 4};
  }

  /** Adds the example with this number, whatever the loss. */
  static void add(Trainer trainer, int number) {
    byte[] features = features(number);
    if (trainer.config().loss().targetSize(CLASSES) == 1) {
      trainer.add(features, label(features));
    } else {
      trainer.add(features, targets(features));
    }
  }
}
