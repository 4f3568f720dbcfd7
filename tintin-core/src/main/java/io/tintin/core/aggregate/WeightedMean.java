package io.tintin.core.aggregate;

import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sums of one round of {@link FedAvg}. */
final class WeightedMean implements Aggregation {
  /** Most updates in a round: 127 * MAX_EXAMPLES * MAX_UPDATES stays below 2^63. */
  static final int MAX_UPDATES = 1 << 24;

  /** How far an exponent of a client's scale may be from the base model's; bounds the fractions. */
  static final int MAX_EXPONENT_GAP = 32;

  /**
   * A client's scale may be at most {@code 2^16} times the base model's, so one hostile client can
   * coarsen a mean by that and no more. The bound is on the value because an honest client reaches
   * a gap of 25 in {@code down} alone, where the clients' biases cancelled in the last round.
   */
  static final int MAX_COARSER_SHIFT = 16;

  /** Most different scales of one parameter; bounds the memory that clients can ask for. */
  static final int MAX_SCALES = 64;

  private final Model base;
  private final ModelId baseId;
  private final Rounding rounding;
  private final RandomSource random;
  private final List<Map<Scale, long[]>> sums = new ArrayList<>();
  private long totalExamples;
  private int updateCount;

  WeightedMean(Model base, Rounding rounding, RandomSource random) {
    this.base = base;
    this.baseId = base.id();
    this.rounding = rounding;
    this.random = random;
    base.parameters().forEach(parameter -> sums.add(new HashMap<>()));
  }

  @Override
  public void add(ModelUpdate update) throws MalformedUpdateException {
    check(update);
    for (int p = 0; p < sums.size(); p++) {
      Int8Tensor parameter = update.parameters().get(p);
      if (isZero(parameter)) {
        continue; // adds nothing, and its scale must not decide the result's
      }
      long[] sum = sums.get(p).computeIfAbsent(parameter.scale(), s -> new long[parameter.size()]);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (long) update.exampleCount() * parameter.get(i);
      }
    }
    totalExamples += update.exampleCount();
    updateCount++;
  }

  private void check(ModelUpdate update) throws MalformedUpdateException {
    if (!update.base().equals(baseId)) {
      throw new MalformedUpdateException("update base must be " + baseId + ": " + update.base());
    }
    int count = base.parameters().size();
    if (update.parameters().size() != count) {
      throw new MalformedUpdateException(
          "update parameter count must be " + count + ": " + update.parameters().size());
    }
    if (updateCount == MAX_UPDATES) {
      throw new MalformedUpdateException(
          "updates must be at most " + MAX_UPDATES + ": " + (updateCount + 1L));
    }
    for (int p = 0; p < count; p++) {
      checkParameter(p, update.parameters().get(p));
    }
  }

  private void checkParameter(int p, Int8Tensor parameter) throws MalformedUpdateException {
    String name = "update parameter " + p;
    Int8Tensor expected = base.parameters().get(p);
    if (!parameter.shape().equals(expected.shape())) {
      throw new MalformedUpdateException(
          name + " shape must be " + expected.shape() + ": " + parameter.shape());
    }
    Scale scale = parameter.scale();
    Scale near = expected.scale();
    int gap =
        Math.max(
            Math.abs(scale.shift() - near.shift()),
            Math.max(Math.abs(scale.up() - near.up()), Math.abs(scale.down() - near.down())));
    if (gap > MAX_EXPONENT_GAP) {
      throw new MalformedUpdateException(name + " scale must be near " + near + ": " + scale);
    }
    if (scale.compareValue(coarsest(near)) > 0) {
      throw new MalformedUpdateException(
          name + " scale must be at most 2^" + MAX_COARSER_SHIFT + " of " + near + ": " + scale);
    }
    Map<Scale, long[]> known = sums.get(p);
    if (known.size() == MAX_SCALES && !known.containsKey(scale) && !isZero(parameter)) {
      throw new MalformedUpdateException(
          name + " scale must be one of " + MAX_SCALES + " seen: " + scale);
    }
  }

  private static Scale coarsest(Scale near) {
    int shift = Math.min(near.shift() + MAX_COARSER_SHIFT, Byte.MAX_VALUE);
    return Scale.of(shift, near.up(), near.down());
  }

  private static boolean isZero(Int8Tensor parameter) {
    for (int i = 0; i < parameter.size(); i++) {
      if (parameter.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int updateCount() {
    return updateCount;
  }

  @Override
  public Model result() {
    if (updateCount == 0) {
      throw new IllegalStateException("a round needs at least one update");
    }
    List<Int8Tensor> means = new ArrayList<>();
    for (int p = 0; p < sums.size(); p++) {
      means.add(mean(p));
    }
    return base.withParameters(means);
  }

  /** Zeros in the base's scale if all clients have zeros alone. */
  private Int8Tensor mean(int p) {
    Int8Tensor before = base.parameters().get(p);
    if (sums.get(p).isEmpty()) {
      return Int8Tensor.of(before.shape(), before.scale(), new byte[before.size()]);
    }
    ExactMean mean = new ExactMean(sums.get(p), totalExamples);
    return mean.rounded(before.shape(), rounding, random.stream(p));
  }
}
