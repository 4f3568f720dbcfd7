package io.tintin.transport.link;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link LinkStats}. */
final class LinkCounters {
  final LongAdder connections = new LongAdder();
  final LongAdder published = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder handled = new LongAdder();
  final LongAdder handlerFailures = new LongAdder();
  final LongAdder abandoned = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder lost = new LongAdder();

  void count(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.Acknowledged) {
      acknowledged.increment();
    } else if (outcome instanceof PublishOutcome.Refused) {
      refused.increment();
    } else {
      lost.increment();
    }
  }

  LinkStats stats() {
    return new LinkStats(
        connections.sum(),
        published.sum(),
        acknowledged.sum(),
        refused.sum(),
        lost.sum(),
        received.sum(),
        handled.sum(),
        handlerFailures.sum(),
        abandoned.sum());
  }
}
