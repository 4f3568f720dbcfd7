package io.tintin.transport.testing;

import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.LinkStats;
import io.tintin.transport.link.MessageHandler;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.link.Subscription;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A link without a carrier: the test reads what is published and says what arrives. */
public final class RecordingLink implements MessageLink {
  private final List<String> topics = new ArrayList<>();
  private final List<Envelope> published = new ArrayList<>();
  private final List<CompletableFuture<PublishOutcome>> pending = new ArrayList<>();
  private final List<Consumer<LinkState>> listeners = new ArrayList<>();
  private MessageHandler handler;
  private boolean holding;

  /** Publishes get no outcome until {@link #release}. */
  public void hold() {
    holding = true;
  }

  public void release(PublishOutcome outcome) {
    holding = false;
    pending.forEach(future -> future.complete(outcome));
    pending.clear();
  }

  /** What was published since the last call. */
  public List<Envelope> takePublished() {
    List<Envelope> result = List.copyOf(published);
    published.clear();
    topics.clear();
    return result;
  }

  public List<String> topics() {
    return List.copyOf(topics);
  }

  public void deliver(String topic, Envelope envelope) throws Exception {
    deliver(topic, new WireCodec().encode(envelope));
  }

  public void deliver(String topic, byte[] payload) throws Exception {
    handler.handle(topic, payload);
  }

  public void tell(LinkState state) {
    listeners.forEach(listener -> listener.accept(state));
  }

  @Override
  public CompletableFuture<PublishOutcome> publish(
      String topic, byte[] payload, Duration deadline) {
    try {
      published.add(new WireCodec().decode(payload));
      topics.add(topic);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    if (!holding) {
      return CompletableFuture.completedFuture(new PublishOutcome.Acknowledged());
    }
    CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
    pending.add(outcome);
    return outcome;
  }

  @Override
  public Subscription subscribe(String filter, MessageHandler newHandler) {
    handler = newHandler;
    return () -> handler = (topic, payload) -> {};
  }

  @Override
  public Subscription onState(Consumer<LinkState> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public LinkState state() {
    return LinkState.CONNECTED;
  }

  @Override
  public LinkStats stats() {
    return new LinkStats(1, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void close() {}
}
