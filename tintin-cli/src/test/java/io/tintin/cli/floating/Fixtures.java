package io.tintin.cli.floating;

import io.tintin.cli.floating.NaiveNet.Example;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.List;

/** What several tests need. */
final class Fixtures {
  private Fixtures() {}

  /** With biases other than 0 and gains other than 1. */
  static Model randomModel(ModelSpec spec) {
    Model model = Model.initial(spec, new RandomSource(3));
    List<Int8Tensor> parameters = new ArrayList<>();
    for (Int8Tensor tensor : model.parameters()) {
      byte[] values = tensor.toArray();
      for (int i = 0; i < values.length && tensor.shape().rank() == 1; i++) {
        values[i] = (byte) (i * 37 % 101 - 50);
      }
      parameters.add(Int8Tensor.of(tensor.shape(), tensor.scale(), values));
    }
    return model.withParameters(parameters);
  }

  /** Examples with features in [-50, 50] and targets below a bound. */
  static List<Example> examples(int features, int targets, int bound, int count) {
    RandomSequence random = new RandomSequence(new RandomSource(5), 0);
    List<Example> examples = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      byte[] values = new byte[features];
      for (int i = 0; i < features; i++) {
        values[i] = (byte) (random.nextBelow(101) - 50);
      }
      int[] wanted = new int[targets];
      for (int t = 0; t < targets; t++) {
        wanted[t] = random.nextBelow(bound);
      }
      examples.add(new Example(values, wanted));
    }
    return examples;
  }

  /** A step on these examples. */
  static double step(FloatTrainer trainer, List<Example> batch, float rateFactor) {
    for (Example example : batch) {
      if (example.targets().length == 1) {
        trainer.add(example.features(), example.targets()[0]);
      } else {
        trainer.add(example.features(), example.targets());
      }
    }
    return trainer.step(rateFactor);
  }
}
