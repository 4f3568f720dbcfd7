package io.tintin.transport.wire;

import io.tintin.core.model.Model;
import java.time.Instant;
import java.util.Objects;

/**
 * Server to client: train on this model.
 *
 * @param round from 1
 * @param rounds how many the run has
 * @param participants how many gateways share the round
 * @param deadline when the server may close the round; milliseconds count
 * @param model to start from
 */
public record RoundTask(int round, int rounds, int participants, Instant deadline, Model model)
    implements Body {
  /** Checks the ranges. */
  public RoundTask {
    if (round < 1 || round > rounds) {
      throw new IllegalArgumentException("round must be 1 to " + rounds + ": " + round);
    }
    if (participants < 1) {
      throw new IllegalArgumentException("participants must be at least 1: " + participants);
    }
    deadline = Instant.ofEpochMilli(deadline.toEpochMilli());
    Objects.requireNonNull(model, "model");
  }
}
