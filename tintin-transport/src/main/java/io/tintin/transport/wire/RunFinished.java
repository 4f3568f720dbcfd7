package io.tintin.transport.wire;

import io.tintin.core.model.Model;
import java.util.Objects;

/**
 * Server to client: the run is over.
 *
 * @param rounds how many were closed
 * @param model the final one
 */
public record RunFinished(int rounds, Model model) implements Body {
  /** Checks the range. */
  public RunFinished {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1: " + rounds);
    }
    Objects.requireNonNull(model, "model");
  }
}
