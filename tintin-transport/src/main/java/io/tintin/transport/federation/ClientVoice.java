package io.tintin.transport.federation;

import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client says: hello, its update until there is a receipt, and farewell. Called under the
 * client's lock but for {@link #leave}; the outcomes come back on the executor, because the link's
 * own threads must not wait for that lock.
 */
final class ClientVoice {
  private static final Logger LOG = LoggerFactory.getLogger(ClientVoice.class);
  private static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(10);
  private static final int FAREWELL_TRIES = 3;
  private static final long FAREWELL_SECONDS = 3;

  private final MessageLink link;
  private final ClientOptions options;
  private final WireCodec codec;
  private final ReentrantLock lock;
  private final Executor executor;
  private final ClientCounters counters;
  private final long session = Nonce.fresh();
  private @Nullable Outgoing outgoing; // guarded by lock
  private @Nullable CompletableFuture<PublishOutcome> farewell; // guarded by lock

  ClientVoice(
      MessageLink link,
      ClientOptions options,
      WireCodec codec,
      ReentrantLock lock,
      Executor executor,
      ClientCounters counters) {
    this.link = link;
    this.options = options;
    this.codec = codec;
    this.lock = lock;
    this.executor = executor;
    this.counters = counters;
  }

  /** Tells this life of the gateway from earlier ones. */
  long session() {
    return session;
  }

  /** Whether an update waits for its receipt. */
  boolean isWaiting() {
    return outgoing != null;
  }

  /** Makes this the update to send; an earlier one is given up. */
  CompletableFuture<Receipt> take(long run, RoundUpdate update) {
    byte[] bytes = encode(run, update);
    giveUp("a later update took its place");
    outgoing = new Outgoing(run, update.round(), bytes);
    return outgoing.receipt().copy();
  }

  /** Ends the wait for a receipt that can't come any more. */
  void giveUp(String reason) {
    if (outgoing != null) {
      outgoing.receipt().complete(new Receipt(outgoing.round(), Receipt.Status.LATE, reason));
      outgoing = null;
    }
  }

  /** Passes on the receipt if it is the one waited for. */
  boolean hear(long run, Receipt receipt) {
    if (outgoing == null || !outgoing.is(run, receipt.round())) {
      return false;
    }
    var unused = outgoing.receipt().completeAsync(() -> receipt, executor);
    outgoing = null;
    return true;
  }

  /** Cancels what waits; there is nothing more to say. */
  void stop() {
    farewell = null;
    if (outgoing != null) {
      outgoing.receipt().cancel(false);
    }
  }

  /** Says that the end has come, if so; the server waits for this, and asks if it got lost. */
  void sayFarewell(ClientProgress progress) {
    if (progress.isFinished()) {
      farewell = sendHello(progress);
    }
  }

  /** Waits until the carrier has the farewell, if there is one to say; without the lock. */
  void leave(ClientProgress progress) {
    try {
      for (int i = 0; i < FAREWELL_TRIES; i++) {
        @Nullable CompletableFuture<PublishOutcome> said;
        lock.lock();
        try {
          if (farewell != null && farewell.isDone() && isNotSaid(farewell)) {
            sayFarewell(progress);
          }
          said = farewell;
        } finally {
          lock.unlock();
        }
        if (said == null
            || said.get(FAREWELL_SECONDS, TimeUnit.SECONDS)
                instanceof PublishOutcome.Acknowledged) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{} left without a farewell", options.gateway(), e);
    }
  }

  private static boolean isNotSaid(CompletableFuture<PublishOutcome> said) {
    return !(said.join() instanceof PublishOutcome.Acknowledged);
  }

  private byte[] encode(long run, Body body) {
    Header header = new Header(options.fleet(), options.gateway(), session, run);
    return codec.encode(new Envelope(header, body));
  }

  CompletableFuture<PublishOutcome> sendHello(ClientProgress progress) {
    counters.hellosSent++;
    Hello hello = new Hello(progress.lastRound(), progress.isFinished());
    return link.publish(
        Topics.hello(options.fleet(), options.gateway()),
        encode(progress.run(), hello),
        PUBLISH_DEADLINE);
  }

  /** Sends the update, unless there is none or it is on its way. */
  void sendUpdate() {
    @Nullable Outgoing update = outgoing;
    if (update == null || update.isOnItsWay()) {
      return;
    }
    update.onItsWay(true);
    counters.updatesSent++;
    var unused =
        link.publish(
                Topics.update(options.fleet(), options.gateway()), update.bytes(), PUBLISH_DEADLINE)
            .thenAcceptAsync(outcome -> sent(update), executor);
  }

  private void sent(Outgoing update) {
    lock.lock();
    try {
      update.onItsWay(false);
    } finally {
      lock.unlock();
    }
  }
}
