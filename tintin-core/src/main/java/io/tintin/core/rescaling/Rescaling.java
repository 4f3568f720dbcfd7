package io.tintin.core.rescaling;

/**
 * How the scale of an int8 tensor is chosen when it is made from int32 accumulators: activations,
 * and gradients on their way back.
 *
 * <p>{@link #TRACKED} alone never looks at the accumulators of a whole batch before it rounds, so
 * its bits do not depend on how a batch is split over passes or threads.
 */
public enum Rescaling {
  /**
   * With {@code bits} the bit length of the largest magnitude in the batch: shifted right by {@code
   * max(bits - 7, 0)}.
   *
   * <p>Source: Wang et al. 2022 (NITI), section 3, arXiv:2009.13108.
   */
  DYNAMIC,

  /**
   * As {@link #DYNAMIC}, then multiplied by 5/4 where that keeps the largest magnitude within 127,
   * both in one rounding; {@code up} of the scale falls by 1. It fills the int8 range better.
   *
   * <p>Source: Hu et al. 2025 (Tin-Tin), arXiv:2504.09405, compound exponents; when to use them is
   * this project's choice.
   */
  COMPOUND,

  /**
   * As NITI's first published code: with {@code b = ceil(log2(largest))} over the batch and {@code
   * n = b - 7}, shifted right by {@code n} if that is above 1, by 2 if it is 1, rounded
   * pseudo-stochastically. A reference to compare with.
   *
   * <p>Source: Wang et al. 2022 (NITI), section 4, arXiv:2009.13108.
   */
  NITI,

  /** By the ranges of earlier steps; see {@link TrackedRequantizer}. */
  TRACKED;

  /** A place to requantise in, with its own state where the policy has one. */
  public Requantizer newRequantizer() {
    return switch (this) {
      case DYNAMIC -> new DynamicRequantizer();
      case COMPOUND -> new CompoundRequantizer();
      case NITI -> new NitiRequantizer();
      case TRACKED -> new TrackedRequantizer();
    };
  }

  /** As many places to requantise in. */
  public Requantizer[] newRequantizers(int count) {
    Requantizer[] requantizers = new Requantizer[count];
    for (int i = 0; i < count; i++) {
      requantizers[i] = newRequantizer();
    }
    return requantizers;
  }

  /** Whether the bits of a step are the same however its batch is split over passes or threads. */
  public boolean allowsSplitBatches() {
    return this == TRACKED;
  }
}
