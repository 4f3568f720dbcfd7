package io.tintin.transport.federation;

/** The counters behind {@link ServerStats}. Guarded by the server's lock. */
final class ServerCounters {
  long accepted;
  long duplicates;
  long late;
  long refused;
  long otherRun;
  long hellos;
  long tasksSent;
  long tasksNotSent;
  long receiptMessages;
  long extensions;

  ServerStats stats(Malformations malformations) {
    return new ServerStats(
        accepted,
        duplicates,
        late,
        refused,
        otherRun,
        malformations.counts(),
        hellos,
        tasksSent,
        tasksNotSent,
        receiptMessages,
        extensions);
  }
}
