package io.tintin.transport.link;

import com.google.common.collect.ConcurrentHashMultiset;
import io.tintin.transport.internal.mqtt.ConnectFailure;
import io.tintin.transport.internal.mqtt.ConnectionEvents;
import io.tintin.transport.internal.mqtt.ConnectionSettings;
import io.tintin.transport.internal.mqtt.Failures;
import io.tintin.transport.internal.mqtt.PahoConnection;
import io.tintin.transport.internal.mqtt.PublishEnd;
import io.tintin.transport.internal.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending half of an {@link MqttLink}, and its life: one thread that makes a connection, puts
 * the subscriptions back, publishes until the connection ends, waits a jittered and doubling delay,
 * and starts again.
 */
final class MqttSupervisor {
  private static final Logger LOG = LoggerFactory.getLogger(MqttSupervisor.class);

  /** What an MQTT packet may need beside topic and payload. */
  private static final int PACKET_OVERHEAD_BYTES = 64;

  /** A connection that lived this long was a good one: the next delay is short again. */
  private static final Duration STABLE = Duration.ofSeconds(1);

  private final MqttLinkOptions options;
  private final ConnectionSettings settings;
  private final Outbox outbox;
  private final Inbox inbox;
  private final LinkCounters counters;
  private final Backoff backoff;
  private final ConcurrentHashMultiset<String> filters = ConcurrentHashMultiset.create();
  private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<PahoConnection> first = new CompletableFuture<>();
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean outageLogged; // of the thread alone
  private @Nullable PahoConnection connection; // guarded by lock
  private volatile LinkState state = LinkState.RECONNECTING; // written under lock

  MqttSupervisor(MqttLinkOptions options, Outbox outbox, Inbox inbox, LinkCounters counters) {
    this.options = options;
    this.settings = options.connectionSettings();
    this.outbox = outbox;
    this.inbox = inbox;
    this.counters = counters;
    LinkTimes times = options.times();
    this.backoff = new Backoff(times.firstRetry(), times.longestRetry(), options.random());
    this.thread = new Thread(this::run, "tintin-link-" + options.clientId());
    thread.setDaemon(true); // and so are Paho's threads, which inherit it
  }

  /** Starts, and waits for the first connection, which has a deadline of its own. */
  void start() throws ConnectFailure, InterruptedException {
    thread.start();
    try {
      first.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  void addFilter(String filter) {
    filters.add(filter);
  }

  /** Forgets one use of a filter, and tells the broker after the last. */
  void removeFilter(String filter) {
    if (filters.remove(filter, 1) == 1) {
      @Nullable PahoConnection current = current();
      if (current != null && current.isOpen()) {
        current.unsubscribe(filter);
      }
    }
  }

  Subscription onState(Consumer<LinkState> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  LinkState state() {
    return state;
  }

  /** Whether no publish waits for an answer that may still come. */
  boolean isIdle() {
    @Nullable PahoConnection current = current();
    return current == null || !current.isOpen() || current.inFlight() == 0;
  }

  /** The connection, once there is one; null after the timeout or when closed. */
  @Nullable PahoConnection awaitConnection(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lock();
    try {
      while (connection == null || !connection.isOpen()) {
        if (state == LinkState.CLOSED || nanos <= 0) {
          return null;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return connection;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    @Nullable PahoConnection last = current();
    if (!become(LinkState.CLOSED, null)) {
      return;
    }
    if (last != null) {
      last.disconnect(options.keepsSession(), options.times().request());
    }
    thread.interrupt();
  }

  private void run() {
    while (state != LinkState.CLOSED) {
      try {
        serve();
        pause(backoff.next());
      } catch (InterruptedException e) {
        LOG.debug("{} woken", options.clientId());
      } catch (ConnectFailure e) {
        if (first.completeExceptionally(e)) {
          return;
        }
        if (outageLogged) {
          LOG.debug("{} can't connect: {}", options.clientId(), e.getMessage());
        } else {
          LOG.warn("{} can't connect and goes on trying: {}", options.clientId(), e.getMessage());
          outageLogged = true;
        }
        pause(backoff.next());
      } catch (RuntimeException e) {
        LOG.warn("{} starts again after an unexpected failure", options.clientId(), e);
        first.completeExceptionally(e);
        pause(backoff.next());
      }
    }
    first.completeExceptionally(new IllegalStateException("link closed"));
  }

  /** Makes one connection and works on it until it ends. */
  private void serve() throws ConnectFailure, InterruptedException {
    PahoConnection current = PahoConnection.open(settings, new Events());
    long since = System.nanoTime();
    try {
      for (String filter : filters.elementSet()) {
        current.subscribe(filter, options.times().request());
      }
      if (!become(LinkState.CONNECTED, current)) {
        current.disconnect(options.keepsSession(), options.times().request()); // closed meanwhile
        return;
      }
      counters.connections.increment();
      outageLogged = false;
      first.complete(current);
      pump(current);
    } finally {
      current.abort("connection replaced");
    }
    if (System.nanoTime() - since > STABLE.toNanos()) {
      backoff.reset();
    }
    become(LinkState.RECONNECTING, null);
  }

  private void pump(PahoConnection current) throws InterruptedException {
    while (true) {
      Outbox.@Nullable Entry entry = outbox.take(current::hasRoom, () -> !current.isOpen());
      if (entry == null) {
        return;
      }
      long size = (long) entry.payload().length + entry.topic().length() + PACKET_OVERHEAD_BYTES;
      if (size > current.maxPacketBytes()) {
        String reason =
            "packet must be at most "
                + current.maxPacketBytes()
                + " bytes for this broker: "
                + size;
        entry.outcome().complete(new PublishOutcome.Refused(reason));
      } else if (!current.publish(entry.topic(), entry.payload(), new End(entry))) {
        outbox.putBack(entry);
      }
    }
  }

  /** Changes the state and tells it; false if the link is closed already. */
  private boolean become(LinkState next, @Nullable PahoConnection nextConnection) {
    lock.lock();
    try {
      if (state == LinkState.CLOSED) {
        return false;
      }
      state = next;
      connection = nextConnection;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    for (Consumer<LinkState> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException e) {
        LOG.warn("a state listener failed", e);
      }
    }
    return true;
  }

  private @Nullable PahoConnection current() {
    lock.lock();
    try {
      return connection;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, or returns early when closed. */
  private void pause(Duration delay) {
    lock.lock();
    try {
      long nanos = delay.toNanos();
      while (nanos > 0 && state != LinkState.CLOSED) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      LOG.debug("{} woken", options.clientId());
    } finally {
      lock.unlock();
    }
  }

  /** The end of one publish. */
  private final class End implements PublishEnd {
    private final Outbox.Entry entry;

    End(Outbox.Entry entry) {
      this.entry = entry;
    }

    @Override
    public void answered(int reasonCode) {
      finish(
          reasonCode < Failures.FIRST_ERROR_CODE
              ? new PublishOutcome.Acknowledged()
              : new PublishOutcome.Refused(Failures.codeText(reasonCode)));
    }

    @Override
    public void lost(String reason) {
      finish(new PublishOutcome.Lost(reason));
    }

    private void finish(PublishOutcome outcome) {
      entry.outcome().complete(outcome);
      outbox.signal();
    }
  }

  private final class Events implements ConnectionEvents {
    @Override
    public void received(
        PahoConnection from, int messageId, int qos, String topic, byte[] payload) {
      Runnable acknowledge = () -> from.acknowledge(messageId, qos);
      if (!inbox.offer(new Inbox.Arrival(topic, payload, acknowledge))) {
        from.abort("inbox full"); // the broker sends it again on the next connection
      }
    }

    @Override
    public void ended(PahoConnection from, String reason) {
      LOG.debug("{} lost its connection: {}", options.clientId(), reason);
      outbox.signal();
    }
  }
}
