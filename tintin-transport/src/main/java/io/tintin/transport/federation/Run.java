package io.tintin.transport.federation;

import com.google.common.collect.ImmutableSet;
import io.tintin.core.aggregate.MalformedUpdateException;
import io.tintin.core.model.Model;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.Names;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipt.Status;
import io.tintin.transport.wire.RoundTask;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.RunFailed;
import io.tintin.transport.wire.RunFinished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a {@link FederatedServer}: its rounds, and what it answers to whom. Guarded by the
 * server's lock, under which everything here is called.
 */
final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);

  /** Gateways remembered without having been asked to take part. */
  private static final int MAX_STRANGERS = 4096;

  private final ServerOptions options;
  private final Timing timing;
  private final Consumer<FederatedEvent> listener;
  private final Postman postman;
  private final ServerCounters counters;
  private final Executor locked;
  private final CompletableFuture<FederatedResult> result;
  private final Map<String, Peer> peers = new HashMap<>();
  private final List<RoundReport> reports = new ArrayList<>();
  private @Nullable Round round;
  private @Nullable Body task;
  private @Nullable Future<?> deadline;

  /**
   * A run that has not begun.
   *
   * @param locked runs a task at once, under the lock, unless the server is closed
   * @param result completed when the run ends
   */
  Run(
      ServerOptions options,
      Timing timing,
      Consumer<FederatedEvent> listener,
      Postman postman,
      ServerCounters counters,
      Executor locked,
      CompletableFuture<FederatedResult> result) {
    this.options = options;
    this.timing = timing;
    this.listener = listener;
    this.postman = postman;
    this.counters = counters;
    this.locked = locked;
    this.result = result;
  }

  /** Opens the first round. */
  void begin() {
    open(1, options.initial());
  }

  /** No round is open any more. */
  void stop() {
    round = null;
    stopTimer();
  }

  String status() {
    if (round == null) {
      return task instanceof RunFailed failed ? "failed: " + failed.reason() : "finished";
    }
    return "round " + round.number() + " of " + options.rounds() + ": " + round.status();
  }

  /** Whether the run is over and every gateway that ever said hello knows. */
  boolean isFarewellComplete() {
    return round == null
        && peers.values().stream().allMatch(peer -> peer.session() == 0 || peer.knowsEnd());
  }

  /** Takes a step of the run; if it fails, the run ends and every gateway is told why. */
  private void advance(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("federation {} can't go on", options.fleet(), e);
      String message = e.getMessage();
      round = null;
      task = new RunFailed(message == null ? e.getClass().getSimpleName() : message);
      stopTimer();
      sendTasks();
      timing.timer().execute(() -> result.completeExceptionally(e));
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
    postman.checkSize(task);
    participants.forEach(gateway -> peers.computeIfAbsent(gateway, Peer::new));
    armTimer(number);
    tell(new FederatedEvent.RoundOpened(number, options.rounds(), round.participants()));
    sendTasks();
  }

  private void armTimer(int number) {
    stopTimer();
    deadline =
        timing.after(options.roundDeadline(), () -> locked.execute(() -> deadlinePassed(number)));
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
  void sendTasks() {
    peers.values().forEach(this::sendTask);
  }

  private void sendTask(Peer peer) {
    boolean wanted = round == null ? !peer.knowsEnd() : round.waitsFor(peer.gateway());
    if (wanted && task != null && peer.session() != 0) {
      postman.sendTask(peer, task);
    }
  }

  void hello(Header header, Hello hello) {
    counters.hellos++;
    @Nullable Peer peer = peer(header.gateway());
    if (peer == null) {
      return;
    }
    peer.session(header.session());
    boolean ofThisRun = header.run() == postman.run();
    if (ofThisRun && hello.finished()) {
      peer.confirmEnd();
    }
    if (round == null || !ofThisRun || hello.lastRound() < round.number()) {
      sendTask(peer);
    }
  }

  void update(Header header, RoundUpdate message) {
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
}
