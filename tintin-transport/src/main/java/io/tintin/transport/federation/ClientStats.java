package io.tintin.transport.federation;

import com.google.common.collect.ImmutableMap;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.util.Map;

/**
 * Counters of a client.
 *
 * @param tasks tasks that were news
 * @param staleTasks copies of those, and tasks of earlier rounds and runs
 * @param otherSession messages meant for an earlier life of this gateway
 * @param hellosSent hellos published
 * @param updatesSent updates published, repetitions included
 * @param receipts receipts for the update that waited for one
 * @param staleReceipts other receipts
 * @param malformed messages that could not be read, by reason
 */
public record ClientStats(
    long tasks,
    long staleTasks,
    long otherSession,
    long hellosSent,
    long updatesSent,
    long receipts,
    long staleReceipts,
    Map<Reason, Long> malformed) {
  /** Copies the map. */
  public ClientStats {
    malformed = ImmutableMap.copyOf(malformed);
  }
}
