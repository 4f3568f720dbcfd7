package io.tintin.cli.floating;

import io.tintin.core.model.Model;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.List;

/** What several tests need. */
final class Fixtures {
  private Fixtures() {}

  /** The model with biases other than 0. */
  static Model withRandomBiases(Model model) {
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
}
