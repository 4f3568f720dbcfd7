package io.tintin.transport.link;

import io.tintin.transport.internal.mqtt.ConnectFailure;
import io.tintin.transport.internal.mqtt.PahoConnection;
import io.tintin.transport.link.LinkException.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MessageLink} over MQTT 5, quality of service 1.
 *
 * <p>{@link MqttSupervisor} makes connections, one after the other, and publishes; {@link Inbox}
 * receives. The session outlives a connection that is lost, so that the broker keeps what arrives
 * meanwhile; it ends with {@link #close()}, unless {@link MqttLinkOptions#keepsSession}.
 */
public final class MqttLink implements MessageLink {
  /**
   * Arrivals that may wait here. It should never be more than the receive maximum, and what an
   * earlier connection left; but Mosquitto 2.0.11 sends far beyond it while acknowledgements come
   * in. A connection that exceeds even this is cut, and the broker sends again.
   */
  private static final int INBOX_MESSAGES = 8192;

  private static final long INBOX_BYTES = 64L << 20;

  private final MqttLinkOptions options;
  private final LinkCounters counters = new LinkCounters();
  private final Outbox outbox;
  private final Inbox inbox;
  private final MqttSupervisor supervisor;

  private MqttLink(MqttLinkOptions options) {
    this.options = options;
    MqttLinkOptions.Bounds bounds = options.bounds();
    this.outbox = new Outbox(bounds.publishes(), bounds.publishBytes());
    Inbox.Bounds inboxBounds =
        new Inbox.Bounds(
            Math.max(INBOX_MESSAGES, 2 * bounds.arrivals()), INBOX_BYTES, bounds.arrivals() / 2);
    this.inbox = new Inbox(options.clientId(), inboxBounds, options.times().redelivery(), counters);
    this.supervisor = new MqttSupervisor(options, outbox, inbox, counters);
  }

  /**
   * Connects, and returns once the broker has answered. Later losses are made good for ever; this
   * first failure is told at once, because it is most likely a wrong address or password.
   *
   * @throws LinkException within the connect time-out and a little
   */
  public static MqttLink connect(MqttLinkOptions options) throws LinkException {
    MqttLink link = new MqttLink(options);
    boolean connected = false;
    try {
      link.supervisor.start();
      connected = true;
      return link;
    } catch (ConnectFailure e) {
      throw link.failure(reason(e), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw link.failure(Reason.CLOSED, "interrupted while connecting");
    } finally {
      if (!connected) {
        link.close();
      }
    }
  }

  @Override
  public CompletableFuture<PublishOutcome> publish(
      String topic, byte[] payload, Duration deadline) {
    TopicFilter.checkTopic(topic);
    counters.published.increment();
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    CompletableFuture<PublishOutcome> counted =
        outcome.whenComplete((end, failure) -> counters.count(Objects.requireNonNull(end)));
    outcome.completeOnTimeout(
        new PublishOutcome.Lost("no word within " + deadline.toMillis() + " ms"),
        deadline.toMillis(),
        TimeUnit.MILLISECONDS);
    outbox.add(new Outbox.Entry(topic, payload.clone(), outcome));
    return counted;
  }

  @Override
  public Subscription subscribe(String filter, MessageHandler handler) throws LinkException {
    Subscription route = inbox.addRoute(TopicFilter.of(filter), handler);
    supervisor.addFilter(filter);
    boolean granted = false;
    try {
      request(filter);
      granted = true;
      return () -> unsubscribe(filter, route);
    } finally {
      if (!granted) {
        unsubscribe(filter, route);
      }
    }
  }

  /** Asks until an answer comes, over as many connections as the time allows. */
  private void request(String filter) throws LinkException {
    long deadline = System.nanoTime() + options.times().request().toNanos();
    while (true) {
      try {
        @Nullable PahoConnection current =
            supervisor.awaitConnection(Duration.ofNanos(deadline - System.nanoTime()));
        if (current == null) {
          throw state() == LinkState.CLOSED
              ? failure(Reason.CLOSED, "the link is closed")
              : failure(Reason.TIMEOUT, "no connection to subscribe on");
        }
        current.subscribe(filter, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        return;
      } catch (ConnectFailure e) {
        if (e.kind() != ConnectFailure.Kind.UNREACHABLE) {
          throw failure(reason(e), "subscribe to " + filter + ": " + e.getMessage());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure(Reason.CLOSED, "interrupted while subscribing to " + filter);
      }
    }
  }

  private void unsubscribe(String filter, Subscription route) {
    route.close();
    supervisor.removeFilter(filter);
  }

  @Override
  public Subscription onState(Consumer<LinkState> listener) {
    return supervisor.onState(listener);
  }

  @Override
  public LinkState state() {
    return supervisor.state();
  }

  @Override
  public LinkStats stats() {
    return counters.stats();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The broker forgets the session, what waits there included, unless {@link
   * MqttLinkOptions#keepsSession}. While the connection is lost it can't be told, and keeps the
   * session for its expiry.
   */
  @Override
  public void close() {
    if (state() == LinkState.CONNECTED) {
      try {
        outbox.awaitEmpty(supervisor::isIdle, options.times().request());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    supervisor.close();
    outbox.close();
    inbox.close();
  }

  private LinkException failure(Reason reason, @Nullable String what) {
    return new LinkException(reason, "broker " + options.broker() + ": " + what);
  }

  private static Reason reason(ConnectFailure failure) {
    return switch (failure.kind()) {
      case UNREACHABLE -> Reason.UNREACHABLE;
      case REFUSED -> Reason.REFUSED;
      case TIMEOUT -> Reason.TIMEOUT;
    };
  }
}
