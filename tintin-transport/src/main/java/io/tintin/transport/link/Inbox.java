package io.tintin.transport.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving half of a link: a bounded queue, one worker thread, and the handlers.
 *
 * <p>A message is acknowledged after every matching handler returned. If one throws, or if nobody
 * has subscribed to the topic yet (a resumed session delivers before the application is ready), the
 * message is set aside and handed over again later. Too many set aside: the oldest is given up and
 * counted, so that a poisoned message can't stop the others.
 */
final class Inbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /** One arrived message. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Arrival(String topic, byte[] payload, Runnable acknowledge) {}

  /**
   * How much may wait.
   *
   * @param messages in the queue
   * @param bytes of those, topics not counted
   * @param aside messages set aside
   */
  record Bounds(int messages, long bytes, int aside) {}

  private record Route(TopicFilter filter, MessageHandler handler) {}

  private final BlockingQueue<Arrival> queue;
  private final Deque<Arrival> aside = new ArrayDeque<>();
  private final AtomicLong bytes = new AtomicLong();
  private final Bounds bounds;
  private final long retryNanos;
  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final LinkCounters counters;
  private final AtomicBoolean failureLogged = new AtomicBoolean();
  private final Thread worker;
  private volatile boolean routesChanged;
  private volatile boolean closed;

  Inbox(String name, Bounds bounds, Duration retryDelay, LinkCounters counters) {
    this.queue = new ArrayBlockingQueue<>(bounds.messages());
    this.bounds = bounds;
    this.retryNanos = retryDelay.toNanos();
    this.counters = counters;
    this.worker = new Thread(this::work, "tintin-inbox-" + name);
    worker.setDaemon(true);
    worker.start();
  }

  /** Never blocks; false if the queue is full, and then the message must not be acknowledged. */
  boolean offer(Arrival arrival) {
    counters.received.increment();
    int size = arrival.payload().length;
    boolean taken = bytes.addAndGet(size) <= bounds.bytes() && !closed && queue.offer(arrival);
    if (!taken) {
      bytes.addAndGet(-size);
    }
    return taken;
  }

  Subscription addRoute(TopicFilter filter, MessageHandler handler) {
    Route route = new Route(filter, handler);
    routes.add(route);
    routesChanged = true;
    return () -> routes.remove(route);
  }

  @Override
  public void close() {
    closed = true;
    worker.interrupt();
  }

  private void work() {
    long retryAt = System.nanoTime() + retryNanos;
    while (!closed) {
      try {
        @Nullable Arrival arrival = queue.poll(retryNanos, TimeUnit.NANOSECONDS);
        if (arrival != null) {
          bytes.addAndGet(-arrival.payload().length);
          handle(arrival);
        }
      } catch (InterruptedException e) {
        continue; // by close(), or by a handler that left its interrupt behind
      }
      if (routesChanged || System.nanoTime() - retryAt >= 0) {
        routesChanged = false;
        retryAside();
        retryAt = System.nanoTime() + retryNanos;
      }
    }
  }

  private void retryAside() {
    for (int i = aside.size(); i > 0; i--) {
      handle(aside.remove());
    }
  }

  private void handle(Arrival arrival) {
    boolean taken = false;
    boolean failed = false;
    for (Route route : routes) {
      if (route.filter().matches(arrival.topic())) {
        taken = true;
        failed |= !deliver(route.handler(), arrival);
      }
    }
    if (taken && !failed) {
      counters.handled.increment();
      arrival.acknowledge().run();
    } else {
      setAside(arrival);
    }
  }

  private boolean deliver(MessageHandler handler, Arrival arrival) {
    try {
      handler.handle(arrival.topic(), arrival.payload().clone());
      return true;
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      counters.handlerFailures.increment();
      if (failureLogged.compareAndSet(false, true)) {
        LOG.warn("handler of {} failed, the message will come again", arrival.topic(), e);
      }
      return false;
    }
  }

  private void setAside(Arrival arrival) {
    if (aside.size() >= bounds.aside()) {
      Arrival oldest = aside.remove();
      counters.abandoned.increment();
      LOG.warn("gave up a message on {} that no handler took", oldest.topic());
      oldest.acknowledge().run();
    }
    aside.add(arrival);
  }
}
