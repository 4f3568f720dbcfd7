package io.tintin.transport.federation;

import com.google.common.collect.ImmutableMap;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.util.Map;

/**
 * Counters of a server. Every well-formed update is counted once, as accepted, duplicate, late,
 * refused or of another run.
 *
 * @param accepted updates that count
 * @param duplicates copies of those
 * @param late updates that came after their round was closed
 * @param refused updates of no participant, of a round to come, or that don't fit the model
 * @param otherRun updates for an earlier run of a server
 * @param malformed messages that could not be read, by reason
 * @param hellos messages of gateways that wait
 * @param tasksSent tasks published, repetitions included
 * @param tasksNotSent tasks the carrier refused or lost; they are sent again when asked for
 * @param receiptMessages messages with receipts, each with one or more
 * @param extensions how often a deadline passed below the quorum
 */
public record ServerStats(
    long accepted,
    long duplicates,
    long late,
    long refused,
    long otherRun,
    Map<Reason, Long> malformed,
    long hellos,
    long tasksSent,
    long tasksNotSent,
    long receiptMessages,
    long extensions) {
  /** Copies the map. */
  public ServerStats {
    malformed = ImmutableMap.copyOf(malformed);
  }

  /** All malformed messages. */
  public long malformedTotal() {
    return malformed.values().stream().mapToLong(Long::longValue).sum();
  }
}
