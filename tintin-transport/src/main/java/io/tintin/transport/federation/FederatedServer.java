package io.tintin.transport.federation;

import com.google.common.collect.ImmutableSet;
import io.tintin.core.aggregate.MalformedUpdateException;
import io.tintin.core.model.Model;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.Subscription;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import io.tintin.transport.wire.Names;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipt.Status;
import io.tintin.transport.wire.RoundTask;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.RunFinished;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(FederatedServer.class);

  /** Gateways remembered without having been asked to take part. */
  private static final int MAX_STRANGERS = 4096;

  private final ServerOptions options;
  private final Timing timing;
  private final Consumer<FederatedEvent> listener;
  private final Postman postman;
  private final WireCodec codec;
  private final Malformations malformations = new Malformations();
  private final CompletableFuture<FederatedResult> result = new CompletableFuture<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition peersChanged = lock.newCondition();

  // All below is guarded by lock.
  private final ServerCounters counters = new ServerCounters();
  private final Map<String, Peer> peers = new HashMap<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private @Nullable Round round;
  private @Nullable Body task;
  private @Nullable Future<?> deadline;
  private boolean closed;

  private FederatedServer(
      MessageLink link, ServerOptions options, Timing timing, Consumer<FederatedEvent> listener) {
    this.options = options;
    this.timing = timing;
    this.listener = listener;
    this.codec = new WireCodec(options.maxMessageBytes());
    this.postman = new Postman(link, codec, options.fleet(), lock, timing.timer(), counters);
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
   */
  public static FederatedServer start(
      MessageLink link, ServerOptions options, Timing timing, Consumer<FederatedEvent> listener)
      throws LinkException {
    FederatedServer server = new FederatedServer(link, options, timing, listener);
    server.subscriptions.add(link.subscribe(Topics.allUp(options.fleet()), server::receive));
    server.subscriptions.add(link.onState(server::linkChanged));
    boolean open = false;
    try {
      server.locked(() -> server.open(1, options.initial()));
      open = true;
      return server;
    } finally {
      if (!open) {
        server.close();
      }
    }
  }

  /** Completes with the final model; exceptionally if the run could not go on or was closed. */
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
      if (round == null) {
        return closed ? "closed" : "finished";
      }
      return "round " + round.number() + " of " + options.rounds() + ": " + round.status();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every gateway that ever said hello has confirmed the final model, so that the
   * server may go.
   *
   * @return false at the timeout
   */
  public boolean awaitFarewells(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (round != null || !peers.values().stream().allMatch(FederatedServer::isDone)) {
        if (nanos <= 0 || closed) {
          return false;
        }
        nanos = peersChanged.awaitNanos(nanos);
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
          round = null;
          stopTimer();
          peersChanged.signalAll();
        });
    result.completeExceptionally(new CancellationException("server closed"));
  }

  private static boolean isDone(Peer peer) {
    return peer.session() == 0 || peer.hasFinalModel();
  }

  // ---- rounds, under the lock

  /** Takes a step of the run; if it fails, the run ends and says why. */
  private void advance(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("federation {} can't go on", options.fleet(), e);
      round = null;
      task = null;
      stopTimer();
      result.completeExceptionally(e);
    }
  }

  private void tell(FederatedEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed", e);
    }
  }

  private void open(int number, Model base) {
    Set<String> participants = ImmutableSet.copyOf(options.participants().apply(number));
    participants.forEach(gateway -> Names.check("participant", gateway));
    Instant now = timing.clock().instant();
    round =
        new Round(
            number,
            base,
            participants,
            options.quorum(),
            now,
            options.aggregator().begin(base, options.random().stream(number)));
    task =
        new RoundTask(
            number, options.rounds(), participants.size(), now.plus(options.roundDeadline()), base);
    participants.forEach(gateway -> peers.computeIfAbsent(gateway, Peer::new));
    armTimer(number);
    tell(new FederatedEvent.RoundOpened(number, options.rounds(), round.participants()));
    sendTasks();
  }

  private void armTimer(int number) {
    stopTimer();
    deadline = timing.after(options.roundDeadline(), () -> locked(() -> deadlinePassed(number)));
  }

  private void stopTimer() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void deadlinePassed(int number) {
    if (round == null || round.number() != number) {
      return;
    }
    if (round.hasQuorum()) {
      Round done = round;
      advance(() -> closeRound(done));
      return;
    }
    round.extend();
    counters.extensions++;
    tell(new FederatedEvent.RoundExtended(number, round.status()));
    armTimer(number);
    sendTasks();
  }

  private void closeRound(Round done) {
    stopTimer();
    Model model = done.result();
    RoundReport report = done.report(model, timing.clock().instant());
    reports.add(report);
    tell(new FederatedEvent.RoundClosed(report, model));
    if (done.number() < options.rounds()) {
      open(done.number() + 1, model);
    } else {
      round = null;
      task = new RunFinished(options.rounds(), model);
      sendTasks();
      FederatedResult finished = new FederatedResult(model, reports);
      var unused = result.completeAsync(() -> finished, timing.timer());
    }
  }

  /** To everyone who should have the task and may not. */
  private void sendTasks() {
    peers.values().forEach(this::sendTask);
  }

  private void sendTask(Peer peer) {
    boolean wanted = round == null ? !peer.hasFinalModel() : round.waitsFor(peer.gateway());
    if (wanted && task != null && peer.session() != 0) {
      postman.sendTask(peer, task);
    }
  }

  // ---- messages, on the link's thread

  private void receive(String topic, byte[] payload) {
    try {
      Envelope envelope = codec.decode(payload);
      Topics.checkAddress(topic, envelope);
      if (envelope.body() instanceof Hello hello) {
        locked(() -> hello(envelope.header(), hello));
      } else if (envelope.body() instanceof RoundUpdate update) {
        locked(() -> update(envelope.header(), update));
      } else {
        throw new MalformedMessageException(
            Reason.BODY,
            "body must be a hello or an update: " + envelope.body().getClass().getSimpleName());
      }
    } catch (MalformedMessageException e) {
      malformations.count(topic, e);
    }
  }

  private void hello(Header header, Hello hello) {
    counters.hellos++;
    @Nullable Peer peer = peer(header.gateway());
    if (peer == null) {
      return;
    }
    peer.session(header.session());
    boolean ofThisRun = header.run() == postman.run();
    if (ofThisRun && hello.finished()) {
      peer.confirmFinalModel();
      peersChanged.signalAll();
    }
    if (round == null || !ofThisRun || hello.lastRound() < round.number()) {
      sendTask(peer);
    }
  }

  private void update(Header header, RoundUpdate message) {
    @Nullable Peer peer = peer(header.gateway());
    Receipt receipt;
    if (header.run() != postman.run()) {
      counters.otherRun++;
      receipt =
          new Receipt(message.round(), Status.REFUSED, "run must be the present one: another");
      peer = null;
    } else if (peer == null) {
      receipt = refused(header, message, "gateway must be a participant: " + header.gateway());
    } else {
      peer.session(header.session());
      receipt = judge(peer, header, message);
    }
    if (peer == null) {
      postman.sendReceipt(header, receipt);
    } else {
      peer.addReceipt(receipt);
      postman.sendReceipts(peer);
    }
    if (round != null && round.isDone()) {
      Round done = round;
      advance(() -> closeRound(done));
    }
  }

  /** A gateway that may take part later is remembered too, up to a bound. */
  private @Nullable Peer peer(String gateway) {
    if (peers.size() < MAX_STRANGERS) {
      return peers.computeIfAbsent(gateway, Peer::new);
    }
    return peers.get(gateway);
  }

  private Receipt judge(Peer peer, Header header, RoundUpdate message) {
    int number = message.round();
    if (peer.isAccepted(number)) {
      counters.duplicates++;
      return new Receipt(number, Status.ACCEPTED, "");
    }
    int present = round == null ? options.rounds() + 1 : round.number();
    if (number < present) {
      counters.late++;
      return new Receipt(number, Status.LATE, "");
    }
    if (round == null || number > present || !round.waitsFor(peer.gateway())) {
      return refused(header, message, "round must be one of this gateway's: " + number);
    }
    try {
      round.add(peer.gateway(), message.update());
    } catch (MalformedUpdateException e) {
      return refused(header, message, String.valueOf(e.getMessage()));
    }
    peer.accept(number);
    counters.accepted++;
    tell(
        new FederatedEvent.UpdateAccepted(
            number,
            peer.gateway(),
            message.update().exampleCount(),
            round.updates(),
            round.participants().size()));
    return new Receipt(number, Status.ACCEPTED, "");
  }

  private Receipt refused(Header header, RoundUpdate message, String reason) {
    counters.refused++;
    tell(new FederatedEvent.UpdateRefused(message.round(), header.gateway(), reason));
    return new Receipt(message.round(), Status.REFUSED, reason);
  }

  private void linkChanged(LinkState state) {
    if (state == LinkState.CONNECTED) {
      timing.timer().execute(() -> locked(this::sendTasks));
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
