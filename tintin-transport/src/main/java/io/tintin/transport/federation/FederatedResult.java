package io.tintin.transport.federation;

import io.tintin.core.model.Model;
import java.util.List;
import java.util.Objects;

/**
 * What a run made.
 *
 * @param model the final one
 * @param rounds every round, in order
 */
public record FederatedResult(Model model, List<RoundReport> rounds) {
  /** Copies the list. */
  public FederatedResult {
    Objects.requireNonNull(model, "model");
    rounds = List.copyOf(rounds);
  }
}
