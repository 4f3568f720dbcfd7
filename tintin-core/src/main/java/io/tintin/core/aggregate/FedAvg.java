package io.tintin.core.aggregate;

import io.tintin.core.model.Model;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;

/**
 * Federated averaging: the mean of the clients' parameters, weighted by their example counts.
 *
 * <p>For each parameter, {@code sum(exampleCount * value)} is kept as int64 for each scale that
 * clients used, so nothing is rounded while updates arrive. At the end the sums are joined as exact
 * fractions and each value is rounded once. The result's scale is the coarsest that a client used
 * for values that are not all 0; while the largest average would be below 80, it is made finer by
 * 5/4 (the exponent {@code up} falls by 1, or once that is at -100, {@code shift} does while it
 * would be below 60), so that the int8 range stays in use. Where all values of all clients are 0,
 * the base's scale stays.
 *
 * <p>An update is refused if a scale is more than {@code 2^16} times the base's, if one of its
 * exponents is more than 32 from the base's, or if it is the 65th of its parameter. This bounds
 * what a hostile client can do to the scale of a result; it does not make the average robust to
 * hostile values.
 *
 * <p>Source: McMahan et al. 2017, algorithm 1, arXiv:1602.05629; the integer form is this
 * project's.
 *
 * @param rounding of the result: nearest, or stochastic, with which small movements of few clients
 *     survive on average
 */
public record FedAvg(Rounding rounding) implements Aggregator {
  public FedAvg {
    if (rounding != Rounding.NEAREST && rounding != Rounding.STOCHASTIC) {
      throw new IllegalArgumentException(
          "rounding must be NEAREST or STOCHASTIC for an average: " + rounding);
    }
  }

  /** Rounds to nearest. */
  public FedAvg() {
    this(Rounding.NEAREST);
  }

  @Override
  public Aggregation begin(Model base, RandomSource random) {
    return new WeightedMean(base, rounding, random);
  }
}
