package io.tintin.transport.federation;

import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Names;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipts;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a server's messages. To each peer one message of receipts is on its way at most; what comes
 * meanwhile travels together afterwards. Called under the server's lock; the outcomes come back on
 * the executor, because the link's own threads must not wait for that lock.
 */
final class Postman {
  private static final Logger LOG = LoggerFactory.getLogger(Postman.class);
  private static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(10);

  private final MessageLink link;
  private final WireCodec codec;
  private final String fleet;
  private final ReentrantLock lock;
  private final Executor executor;
  private final ServerCounters counters;
  private final long run = Nonce.fresh();
  private boolean refusalLogged;

  Postman(
      MessageLink link,
      WireCodec codec,
      String fleet,
      ReentrantLock lock,
      Executor executor,
      ServerCounters counters) {
    this.link = link;
    this.codec = codec;
    this.fleet = fleet;
    this.lock = lock;
    this.executor = executor;
    this.counters = counters;
  }

  /** Tells this run from all others. */
  long run() {
    return run;
  }

  /** Fails if the task makes too large a message, whoever it is for. */
  void checkSize(Body task) {
    Header longest = new Header(fleet, "g".repeat(Names.MAX_LENGTH), -1, run);
    codec.encode(new Envelope(longest, task));
  }

  /** Sends the peer its task, unless the same one is on its way. */
  void sendTask(Peer peer, Body task) {
    if (!peer.sendTask(task)) {
      return;
    }
    counters.tasksSent++;
    byte[] bytes = codec.encode(new Envelope(header(peer), task));
    var unused =
        link.publish(Topics.task(fleet, peer.gateway()), bytes, PUBLISH_DEADLINE)
            .thenAcceptAsync(outcome -> taskSent(peer, task, outcome), executor);
  }

  private void taskSent(Peer peer, Body task, PublishOutcome outcome) {
    lock.lock();
    try {
      peer.taskSent(task);
      if (!(outcome instanceof PublishOutcome.Acknowledged)) {
        counters.tasksNotSent++;
        if (!refusalLogged && outcome instanceof PublishOutcome.Refused) {
          refusalLogged = true;
          LOG.warn("task for {} not sent: {}; more are only counted", peer.gateway(), outcome);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends what has gathered for this peer, and then what gathers meanwhile. */
  void sendReceipts(Peer peer) {
    List<Receipt> receipts = peer.takeReceipts();
    if (!receipts.isEmpty()) {
      var unused =
          publish(header(peer), receipts).thenAcceptAsync(outcome -> receiptsSent(peer), executor);
    }
  }

  private void receiptsSent(Peer peer) {
    lock.lock();
    try {
      peer.receiptsSent();
      sendReceipts(peer);
    } finally {
      lock.unlock();
    }
  }

  /** Answers an update of another run, or of nobody the server knows. */
  void sendReceipt(Header header, Receipt receipt) {
    var unused = publish(header, List.of(receipt));
  }

  private CompletableFuture<PublishOutcome> publish(Header header, List<Receipt> receipts) {
    counters.receiptMessages++;
    return link.publish(
        Topics.receipt(fleet, header.gateway()),
        codec.encode(new Envelope(header, new Receipts(receipts))),
        PUBLISH_DEADLINE);
  }

  private Header header(Peer peer) {
    return new Header(fleet, peer.gateway(), peer.session(), run);
  }
}
