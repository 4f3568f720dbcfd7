package io.tintin.transport.link;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between links of one process: a broker without a network.
 *
 * <p>A {@linkplain #disturbed disturbed} hub delivers in a shuffled order and some messages twice,
 * to show that nobody depends on either. It keeps nothing for links that are not there yet.
 */
public final class LoopbackHub implements AutoCloseable {
  private static final int QUEUE_LIMIT = 4096;
  private static final Inbox.Bounds INBOX_BOUNDS =
      new Inbox.Bounds(2 * QUEUE_LIMIT, 256L << 20, QUEUE_LIMIT / 2);
  private static final Duration REDELIVERY = Duration.ofMillis(100);

  /** How long a disturbed hub waits for company, so that there is something to shuffle. */
  private static final long GATHER_MICROS = 500;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Parcel(String topic, byte[] payload) {}

  private final List<LoopbackLink> links = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Parcel> waiting = new ArrayList<>(); // guarded by lock
  private final @Nullable RandomSequence random;
  private volatile boolean closed;

  private LoopbackHub(@Nullable RandomSequence random) {
    this.random = random;
  }

  /** A hub that delivers each message once and in order. */
  public static LoopbackHub plain() {
    return new LoopbackHub(null);
  }

  /** A hub that shuffles what waits, and delivers one message in four twice. */
  public static LoopbackHub disturbed(RandomSource seed) {
    LoopbackHub hub = new LoopbackHub(new RandomSequence(seed, 0));
    Thread carrier = new Thread(hub::carry, "tintin-loopback");
    carrier.setDaemon(true);
    carrier.start();
    return hub;
  }

  /** A new link to this hub. */
  public MessageLink link(String name) {
    if (closed) {
      throw new IllegalStateException("hub must be open");
    }
    LoopbackLink link = new LoopbackLink(name);
    links.add(link);
    return link;
  }

  /** Closes every link. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    links.forEach(MessageLink::close);
  }

  private PublishOutcome accept(Parcel parcel) {
    if (random == null) {
      return deliver(parcel)
          ? new PublishOutcome.Acknowledged()
          : new PublishOutcome.Refused("inbox of a subscriber must have room: full");
    }
    lock.lock();
    try {
      if (waiting.size() >= QUEUE_LIMIT) {
        return new PublishOutcome.Refused(
            "hub queue must hold at most " + QUEUE_LIMIT + " messages: " + waiting.size());
      }
      waiting.add(parcel);
      changed.signalAll();
      return new PublishOutcome.Acknowledged();
    } finally {
      lock.unlock();
    }
  }

  private boolean deliver(Parcel parcel) {
    boolean all = true;
    for (LoopbackLink link : links) {
      all &= link.take(parcel);
    }
    return all;
  }

  private void carry() {
    try {
      while (true) {
        @Nullable Parcel parcel = draw();
        if (parcel == null) {
          return;
        }
        deliver(parcel);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Any of those that wait; one in four also stays, to be drawn again. Null when closed. */
  private @Nullable Parcel draw() throws InterruptedException {
    RandomSequence sequence = java.util.Objects.requireNonNull(random);
    lock.lock();
    try {
      while (!closed && waiting.isEmpty()) {
        changed.await(1, TimeUnit.SECONDS);
      }
      long left = TimeUnit.MICROSECONDS.toNanos(GATHER_MICROS);
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        return null;
      }
      int index = sequence.nextBelow(waiting.size());
      return sequence.nextBelow(4) == 0 ? waiting.get(index) : waiting.remove(index);
    } finally {
      lock.unlock();
    }
  }

  /** One participant of the hub. */
  private final class LoopbackLink implements MessageLink {
    private final LinkCounters counters = new LinkCounters();
    private final List<TopicFilter> filters = new CopyOnWriteArrayList<>();
    private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
    private final Inbox inbox;
    private volatile LinkState state = LinkState.CONNECTED;

    LoopbackLink(String name) {
      this.inbox = new Inbox(name, INBOX_BOUNDS, REDELIVERY, counters);
      counters.connections.increment();
    }

    @Override
    public CompletableFuture<PublishOutcome> publish(
        String topic, byte[] payload, Duration deadline) {
      TopicFilter.checkTopic(topic);
      counters.published.increment();
      PublishOutcome outcome =
          state == LinkState.CLOSED
              ? new PublishOutcome.Lost("link closed")
              : accept(new Parcel(topic, payload.clone()));
      counters.count(outcome);
      return CompletableFuture.completedFuture(outcome);
    }

    @Override
    public Subscription subscribe(String filter, MessageHandler handler) throws LinkException {
      if (state == LinkState.CLOSED) {
        throw new LinkException(LinkException.Reason.CLOSED, "the link is closed");
      }
      TopicFilter parsed = TopicFilter.of(filter);
      Subscription route = inbox.addRoute(parsed, handler);
      filters.add(parsed);
      return () -> {
        filters.remove(parsed);
        route.close();
      };
    }

    @Override
    public Subscription onState(Consumer<LinkState> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public LinkState state() {
      return state;
    }

    @Override
    public LinkStats stats() {
      return counters.stats();
    }

    @Override
    public void close() {
      if (state != LinkState.CLOSED) {
        state = LinkState.CLOSED;
        links.remove(this);
        inbox.close();
        listeners.forEach(listener -> listener.accept(LinkState.CLOSED));
      }
    }

    /** Takes a message that concerns it; false if the inbox is full. */
    boolean take(Parcel parcel) {
      for (TopicFilter filter : filters) {
        if (filter.matches(parcel.topic())) {
          return inbox.offer(new Inbox.Arrival(parcel.topic(), parcel.payload(), () -> {}));
        }
      }
      return true;
    }
  }
}
