package io.tintin.transport.federation;

import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends a client's messages. Called under the client's lock; the outcomes come back on the
 * executor, because the link's own threads must not wait for that lock.
 */
final class ClientVoice {
  private static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(10);

  private final MessageLink link;
  private final ClientOptions options;
  private final WireCodec codec;
  private final ReentrantLock lock;
  private final Executor executor;
  private final ClientCounters counters;
  private final long session = Nonce.fresh();

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

  byte[] encode(long run, Body body) {
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

  /** Sends the update, unless it is on its way. */
  void sendUpdate(Outgoing update) {
    if (update.isOnItsWay()) {
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
