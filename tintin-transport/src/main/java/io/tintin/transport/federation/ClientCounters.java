package io.tintin.transport.federation;

/** The counters behind {@link ClientStats}. Guarded by the client's lock. */
final class ClientCounters {
  long tasks;
  long staleTasks;
  long otherSession;
  long hellosSent;
  long updatesSent;
  long receipts;
  long staleReceipts;

  ClientStats stats(Malformations malformations) {
    return new ClientStats(
        tasks,
        staleTasks,
        otherSession,
        hellosSent,
        updatesSent,
        receipts,
        staleReceipts,
        malformations.counts());
  }
}
