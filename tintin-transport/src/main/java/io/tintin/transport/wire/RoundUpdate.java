package io.tintin.transport.wire;

import io.tintin.core.aggregate.ModelUpdate;
import java.util.Objects;

/**
 * Client to server: what this gateway learned in a round.
 *
 * @param round from 1
 */
public record RoundUpdate(int round, ModelUpdate update) implements Body {
  /** Checks the range. */
  public RoundUpdate {
    if (round < 1) {
      throw new IllegalArgumentException("round must be at least 1: " + round);
    }
    Objects.requireNonNull(update, "update");
  }
}
