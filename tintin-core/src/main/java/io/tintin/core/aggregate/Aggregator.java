package io.tintin.core.aggregate;

import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;

/** How the updates of a round become the next model. */
public sealed interface Aggregator permits FedAvg {
  /**
   * Begins a round.
   *
   * @param base the model that the clients were sent
   * @param random of this round; read only where the result is rounded
   */
  Aggregation begin(Model base, RandomSource random);
}
