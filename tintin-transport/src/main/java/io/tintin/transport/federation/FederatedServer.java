package io.tintin.transport.federation;

import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.Subscription;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Leads a federation through its rounds.
 *
 * <p>A round opens with a task for each participant. It closes when every participant's update is
 * in, or at its deadline if the quorum is; below the quorum it is extended, and then closes as soon
 * as the quorum is reached. The updates are summed exactly, so the order in which they arrive, and
 * arrive again, can't show in the model.
 *
 * <p>Nothing here rests on the link's acknowledgements. A client that has no task says hello until
 * it gets one; a client that has no receipt sends its update until it gets one; both are answered
 * as often as they ask. So a lost link, a broker that forgot everything, and shuffled or doubled
 * messages only cost time.
 */
public final class FederatedServer implements AutoCloseable {
  private final Timing timing;
  private final WireCodec codec;
  private final Malformations malformations = new Malformations();
  private final CompletableFuture<FederatedResult> result = new CompletableFuture<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition farewells = lock.newCondition();

  // All below is guarded by lock.
  private final ServerCounters counters = new ServerCounters();
  private final Run run;
  private boolean closed;

  private FederatedServer(
      MessageLink link, ServerOptions options, Timing timing, Consumer<FederatedEvent> listener) {
    this.timing = timing;
    this.codec = new WireCodec(options.maxMessageBytes());
    Postman postman = new Postman(link, codec, options.fleet(), lock, timing.timer(), counters);
    this.run = new Run(options, timing, listener, postman, counters, this::locked, result);
  }

  /** Starts with the system's time and nobody listening. */
  public static FederatedServer start(MessageLink link, ServerOptions options)
      throws LinkException {
    return start(link, options, Timing.system(), event -> {});
  }

  /**
   * Subscribes and opens the first round. The link may serve other federations too.
   *
   * @param listener hears of progress, in order, one event at a time; it must return quickly and
   *     not call the server
   * @throws LinkException if the link can't subscribe
   * @throws IllegalArgumentException if the first round has no participants, or the model makes too
   *     large a message
   */
  public static FederatedServer start(
      MessageLink link, ServerOptions options, Timing timing, Consumer<FederatedEvent> listener)
      throws LinkException {
    FederatedServer server = new FederatedServer(link, options, timing, listener);
    server.subscriptions.add(link.subscribe(Topics.allUp(options.fleet()), server::receive));
    server.subscriptions.add(link.onState(server::linkChanged));
    boolean open = false;
    try {
      server.locked(server.run::begin);
      open = true;
      return server;
    } finally {
      if (!open) {
        server.close();
      }
    }
  }

  /**
   * Completes with the final model; exceptionally if the run could not go on, which the gateways
   * are told too, or was closed, which they are not: another server may take over.
   */
  public CompletableFuture<FederatedResult> result() {
    return result.copy();
  }

  /** The counters now. */
  public ServerStats stats() {
    lock.lock();
    try {
      return counters.stats(malformations);
    } finally {
      lock.unlock();
    }
  }

  /** For people: {@code round 3 of 50: waiting, 3 of 5 since 12:01:30Z}. */
  public String status() {
    lock.lock();
    try {
      return closed ? "closed" : run.status();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every gateway that ever said hello has confirmed the end of the run, be it the
   * final model or a failure, so that the server may go.
   *
   * @return false at the timeout
   */
  public boolean awaitFarewells(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!run.isFarewellComplete()) {
        if (nanos <= 0 || closed) {
          return false;
        }
        nanos = farewells.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Stops; a run that is not finished is cancelled. The link stays open. */
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    locked(
        () -> {
          closed = true;
          run.stop();
          farewells.signalAll();
        });
    result.completeExceptionally(new CancellationException("server closed"));
  }

  /** On the link's thread. */
  private void receive(String topic, byte[] payload) {
    try {
      Envelope envelope = codec.decode(payload);
      Topics.checkAddress(topic, envelope);
      if (envelope.body() instanceof Hello hello) {
        locked(
            () -> {
              run.hello(envelope.header(), hello);
              farewells.signalAll();
            });
      } else if (envelope.body() instanceof RoundUpdate update) {
        locked(() -> run.update(envelope.header(), update));
      } else {
        throw new MalformedMessageException(
            Reason.BODY,
            "body must be a hello or an update: " + envelope.body().getClass().getSimpleName());
      }
    } catch (MalformedMessageException e) {
      malformations.count(topic, e);
    }
  }

  private void linkChanged(LinkState state) {
    if (state == LinkState.CONNECTED) {
      timing.timer().execute(() -> locked(run::sendTasks));
    }
  }

  /** Runs under the lock, unless closed. */
  private void locked(Runnable action) {
    lock.lock();
    try {
      if (!closed) {
        action.run();
      }
    } finally {
      lock.unlock();
    }
  }
}
