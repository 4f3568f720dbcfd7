package io.tintin.transport.federation;

import io.tintin.core.model.Model;
import java.time.Instant;

/** What a gateway has to do next. */
public sealed interface Task {
  /**
   * Train on this model and submit an update.
   *
   * @param round from 1
   * @param rounds how many the run has
   * @param participants how many gateways share the round
   * @param deadline when the server may go on without this gateway, by the server's clock
   * @param model to start from
   */
  record Train(int round, int rounds, int participants, Instant deadline, Model model)
      implements Task {}

  /**
   * The run is over.
   *
   * @param rounds how many were closed
   * @param model the final one
   */
  record Finish(int rounds, Model model) implements Task {}

  /**
   * The run ended without a final model: the server could not go on.
   *
   * @param reason in words, for a log or a display
   */
  record Failed(String reason) implements Task {}
}
