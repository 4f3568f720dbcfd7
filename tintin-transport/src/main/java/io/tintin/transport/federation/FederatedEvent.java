package io.tintin.transport.federation;

import io.tintin.core.model.Model;
import java.util.Set;

/** Progress of a {@link FederatedServer}, for a display or a log. */
public sealed interface FederatedEvent {
  /** A round began. */
  record RoundOpened(int round, int rounds, Set<String> participants) implements FederatedEvent {}

  /** An update counts; {@code updates} of {@code participants} are in. */
  record UpdateAccepted(int round, String gateway, int exampleCount, int updates, int participants)
      implements FederatedEvent {}

  /** An update does not count, and its sender was told why. */
  record UpdateRefused(int round, String gateway, String reason) implements FederatedEvent {}

  /** The deadline passed below the quorum: {@code waiting, 3 of 5 since 12:01:30Z}. */
  record RoundExtended(int round, String status) implements FederatedEvent {}

  /** A round ended with a new model. */
  record RoundClosed(RoundReport report, Model model) implements FederatedEvent {}
}
