package io.tintin.transport.link;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A participant's connection to the others: it publishes to topics and hands over what arrives on
 * the topics it subscribed to.
 *
 * <p>What an implementation promises, and {@code MessageLinkContract} checks:
 *
 * <ul>
 *   <li>A message is handed over at least once, and acknowledged to the carrier only after every
 *       handler returned. Handlers must absorb duplicates; the order may change.
 *   <li>Handlers of one link run one after the other on a thread of the link. They may publish.
 *   <li>A link that was lost comes back by itself, with its subscriptions, until it is closed.
 *   <li>Every queue is bounded, every wait has a deadline, and {@link #stats()} counts what was
 *       refused, lost or given up.
 * </ul>
 *
 * <p>An acknowledged publish has reached the carrier, not the receiver: whoever needs to know that
 * sends receipts of its own, as {@code io.tintin.transport.federation} does.
 */
public interface MessageLink extends AutoCloseable {
  /**
   * Publishes without blocking. While the link is down the message waits for it.
   *
   * @param topic without wildcards
   * @param payload copied
   * @param deadline how long the carrier may take to acknowledge before the outcome is {@link
   *     PublishOutcome.Lost}
   * @return completes with the outcome, never exceptionally; what depends on it runs on the link's
   *     threads and must be quick
   */
  CompletableFuture<PublishOutcome> publish(String topic, byte[] payload, Duration deadline);

  /**
   * Subscribes and waits for the carrier's word. Filters of one link that overlap get the message
   * once or more each.
   *
   * @param filter levels separated by {@code /}, where {@code +} stands for one level and a last
   *     {@code #} for all that follow
   * @throws LinkException if the carrier refuses, or does not answer in time
   */
  Subscription subscribe(String filter, MessageHandler handler) throws LinkException;

  /**
   * Calls the listener with each new state, in order; it must return quickly.
   *
   * <p>An application that shows whether it is connected needs no more than this:
   *
   * <pre>{@code
   * link.onState(
   *     state -> {
   *       switch (state) {
   *         case RECONNECTING -> display.say("link lost, trying again");
   *         case CONNECTED -> display.say("link back");
   *         case CLOSED -> display.say("link closed");
   *       }
   *     });
   * }</pre>
   *
   * <p>The present state is not told; {@link #state()} says it. Federated clients and servers
   * listen for themselves and go on when the link is back.
   */
  Subscription onState(Consumer<LinkState> listener);

  /** The state now. */
  LinkState state();

  /** The counters now. */
  LinkStats stats();

  /**
   * Ends the link for good. Accepted messages get a short time to be acknowledged; the rest end as
   * {@link PublishOutcome.Lost}.
   */
  @Override
  void close();
}
