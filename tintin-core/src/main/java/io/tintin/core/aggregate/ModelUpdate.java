package io.tintin.core.aggregate;

import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.core.tensor.Int8Tensor;
import java.util.List;

/**
 * What a client sends for a round: its parameters after training, and on how many examples.
 *
 * @param base the model that the client started from
 * @param exampleCount weight of the client in an average, in [1, {@link #MAX_EXAMPLES}]
 * @param parameters in the order of the model; each in a scale of its own
 */
public record ModelUpdate(ModelId base, int exampleCount, List<Int8Tensor> parameters) {
  /** Most examples that one update may stand for. */
  public static final int MAX_EXAMPLES = 1 << 24;

  public ModelUpdate {
    parameters = List.copyOf(parameters);
    if (exampleCount < 1 || exampleCount > MAX_EXAMPLES) {
      throw new IllegalArgumentException(
          "exampleCount must be in [1, " + MAX_EXAMPLES + "]: " + exampleCount);
    }
  }

  /**
   * The update of a client that turned the base into this model.
   *
   * @param exampleCount in [1, {@link #MAX_EXAMPLES}]
   * @throws IllegalArgumentException if it is not
   */
  public static ModelUpdate of(ModelId base, Model trained, int exampleCount) {
    return new ModelUpdate(base, exampleCount, trained.parameters());
  }
}
