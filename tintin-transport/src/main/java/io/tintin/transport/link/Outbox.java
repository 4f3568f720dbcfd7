package io.tintin.transport.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Publishes that wait to be sent, bounded in number and bytes; one thread takes them out. */
final class Outbox {
  /** One publish; {@code outcome} is already complete if its deadline passed while it waited. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String topic, byte[] payload, CompletableFuture<PublishOutcome> outcome) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final int limit;
  private final long byteLimit;
  private long bytes;
  private boolean closed;

  Outbox(int limit, long byteLimit) {
    this.limit = limit;
    this.byteLimit = byteLimit;
  }

  /** Adds it, or ends it at once. */
  void add(Entry entry) {
    @Nullable PublishOutcome refusal = null;
    lock.lock();
    try {
      if (closed) {
        refusal = new PublishOutcome.Lost("link closed");
      } else if (waiting.size() >= limit || bytes + entry.payload().length > byteLimit) {
        removeOverdue();
        if (waiting.size() >= limit || bytes + entry.payload().length > byteLimit) {
          refusal =
              new PublishOutcome.Refused(
                  "publish queue must hold at most "
                      + limit
                      + " messages of "
                      + byteLimit
                      + " bytes together: "
                      + waiting.size()
                      + " of "
                      + bytes);
        }
      }
      if (refusal == null) {
        waiting.add(entry);
        bytes += entry.payload().length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      entry.outcome().complete(refusal);
    }
  }

  /** Waits for an entry and for room to send it; null once {@code ended} holds. */
  @Nullable Entry take(BooleanSupplier hasRoom, BooleanSupplier ended) throws InterruptedException {
    lock.lock();
    try {
      while (!ended.getAsBoolean()) {
        removeOverdue();
        if (!waiting.isEmpty() && hasRoom.getAsBoolean()) {
          Entry entry = waiting.remove();
          bytes -= entry.payload().length;
          return entry;
        }
        changed.await(1, TimeUnit.SECONDS);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Makes an entry that could not be sent the next one; it had its place before. */
  void putBack(Entry entry) {
    boolean late;
    lock.lock();
    try {
      late = closed;
      if (!late) {
        waiting.addFirst(entry);
        bytes += entry.payload().length;
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      entry.outcome().complete(new PublishOutcome.Lost("link closed"));
    }
  }

  /** Wakes whoever waits, to look at its conditions again. */
  void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing waits and {@code idle} holds, or the timeout passes. */
  void awaitEmpty(BooleanSupplier idle, Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (nanos > 0 && !(waiting.isEmpty() && idle.getAsBoolean())) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all that waits, and all that comes. */
  void close() {
    Deque<Entry> rest;
    lock.lock();
    try {
      closed = true;
      rest = new ArrayDeque<>(waiting);
      waiting.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    rest.forEach(entry -> entry.outcome().complete(new PublishOutcome.Lost("link closed")));
  }

  private void removeOverdue() {
    while (!waiting.isEmpty() && waiting.peek().outcome().isDone()) {
      bytes -= waiting.remove().payload().length;
    }
  }
}
