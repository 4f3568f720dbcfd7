package io.tintin.core.aggregate;

import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;

/**
 * How the updates of a round become the next model.
 *
 * <pre>{@code
 * Aggregation round = new FedAvg().begin(base, random.stream(number));
 * round.add(ModelUpdate.of(base.id(), trained, exampleCount));
 * Model next = round.result();
 * }</pre>
 */
public sealed interface Aggregator permits FedAvg {
  /**
   * Begins a round.
   *
   * @param base the model that the clients were sent
   * @param random of this round, another one for each; parameter {@code p} of the result draws from
   *     its stream {@code p}, and only where the rounding is stochastic
   */
  Aggregation begin(Model base, RandomSource random);
}
