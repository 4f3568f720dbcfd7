package io.tintin.transport.federation;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.transport.internal.retry.Backoff;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.Subscription;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipts;
import io.tintin.transport.wire.RoundTask;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.RunFailed;
import io.tintin.transport.wire.RunFinished;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's part in a federation, made for an application with one thread: wait for a task,
 * train, submit, and again until the run is over.
 *
 * <p>While it has nothing to do it says hello, and while its update has no receipt it sends the
 * update, each with jittered and doubling delays, and at once when the link has come back. One
 * update at most waits for a receipt. When the server was started anew, its first task begins a new
 * run; tasks and receipts of earlier runs are counted and ignored.
 */
public final class FederatedClient implements AutoCloseable {
  private final Timing timing;
  private final WireCodec codec;
  private final Backoff backoff;
  private final Malformations malformations = new Malformations();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition tasks = lock.newCondition();

  // All below is guarded by lock.
  private final ClientProgress progress = new ClientProgress();
  private final ClientCounters counters = new ClientCounters();
  private final ClientVoice voice;
  private @Nullable Task next;
  private Task.@Nullable Train current;
  private long currentRun;
  private @Nullable Future<?> alarm;
  private boolean closed;

  private FederatedClient(MessageLink link, ClientOptions options, Timing timing) {
    this.timing = timing;
    this.codec = new WireCodec(options.maxMessageBytes());
    this.voice = new ClientVoice(link, options, codec, lock, timing.timer(), counters);
    this.backoff = new Backoff(options.firstRetry(), options.longestRetry(), options.random());
  }

  /** Joins with the system's time. */
  public static FederatedClient join(MessageLink link, ClientOptions options) throws LinkException {
    return join(link, options, Timing.system());
  }

  /**
   * Subscribes and says hello. The link may serve other federations too.
   *
   * @throws LinkException if the link can't subscribe
   */
  public static FederatedClient join(MessageLink link, ClientOptions options, Timing timing)
      throws LinkException {
    FederatedClient client = new FederatedClient(link, options, timing);
    client.subscriptions.add(
        link.subscribe(Topics.allDown(options.fleet(), options.gateway()), client::receive));
    client.subscriptions.add(link.onState(client::linkChanged));
    client.speakSoon();
    return client;
  }

  /**
   * Waits for the next task: of two that came meanwhile only the later one, and each once. After
   * {@link Task.Finish} or {@link Task.Failed} more comes only if the server is started anew.
   *
   * @return empty at the timeout
   * @throws IllegalStateException if the client is closed
   */
  public Optional<Task> awaitTask(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (next == null && !closed && nanos > 0) {
        nanos = tasks.awaitNanos(nanos);
      }
      checkOpen();
      @Nullable Task task = next;
      next = null;
      if (task != null) {
        current = task instanceof Task.Train train ? train : null;
        currentRun = progress.run();
      }
      return Optional.ofNullable(task);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Submits the update for the task that {@link #awaitTask} returned last, and does not wait. If an
   * earlier update still has no receipt, it is given up as late.
   *
   * @return completes when the server has said what became of the update; cancelled if the client
   *     is closed before
   * @throws IllegalArgumentException if the update does not start from the task's model, or makes
   *     too large a message
   * @throws IllegalStateException if there is no task to answer, or the client is closed
   */
  public CompletableFuture<Receipt> submit(ModelUpdate update) {
    lock.lock();
    try {
      checkOpen();
      if (current == null) {
        throw new IllegalStateException("submit must follow a task to train");
      }
      if (!update.base().equals(current.model().id())) {
        throw new IllegalArgumentException(
            "update base must be " + current.model().id() + ": " + update.base());
      }
      int round = current.round();
      if (currentRun != progress.run()) {
        return CompletableFuture.completedFuture(
            new Receipt(round, Receipt.Status.LATE, "the server began a new run"));
      }
      CompletableFuture<Receipt> receipt =
          voice.take(progress.run(), new RoundUpdate(round, update));
      backoff.reset();
      speak();
      return receipt;
    } finally {
      lock.unlock();
    }
  }

  /** The counters now. */
  public ClientStats stats() {
    lock.lock();
    try {
      return counters.stats(malformations);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leaves. The link stays open. If the end of the run has come, this waits a few seconds at most
   * until the carrier has the word of it, so that the server need not wait for a gateway that is
   * gone.
   */
  @Override
  public void close() {
    voice.leave(progress);
    subscriptions.forEach(Subscription::close);
    lock.lock();
    try {
      closed = true;
      stopAlarm();
      voice.stop();
      tasks.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("client must be open");
    }
  }

  // ---- speaking, under the lock

  /** Says what there is to say, and again after a while unless something changes. */
  private void speak() {
    if (closed) {
      return;
    }
    if (voice.isWaiting()) {
      voice.sendUpdate();
    } else if (next == null) {
      var unused = voice.sendHello(progress);
    }
    stopAlarm();
    alarm = timing.after(backoff.next(), this::speakLocked);
  }

  private void speakLocked() {
    lock.lock();
    try {
      speak();
    } finally {
      lock.unlock();
    }
  }

  /** At once, but on the timer's thread. */
  private void speakSoon() {
    backoff.reset();
    timing.timer().execute(this::speakLocked);
  }

  private void stopAlarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  // ---- listening, on the link's thread

  private void receive(String topic, byte[] payload) {
    try {
      Envelope envelope = codec.decode(payload);
      Topics.checkAddress(topic, envelope);
      lock.lock();
      try {
        if (envelope.header().session() != voice.session()) {
          counters.otherSession++;
        } else if (!closed) {
          hear(envelope.header().run(), envelope.body());
        }
      } finally {
        lock.unlock();
      }
    } catch (MalformedMessageException e) {
      malformations.count(topic, e);
    }
  }

  private void hear(long run, Body body) throws MalformedMessageException {
    long before = progress.run();
    if (body instanceof RoundTask task) {
      offer(
          progress.enter(run, task.round()),
          new Task.Train(
              task.round(), task.rounds(), task.participants(), task.deadline(), task.model()));
    } else if (body instanceof RunFinished finished) {
      offer(
          progress.finish(run, finished.rounds()),
          new Task.Finish(finished.rounds(), finished.model()));
      voice.sayFarewell(progress);
    } else if (body instanceof RunFailed failed) {
      offer(progress.fail(run), new Task.Failed(failed.reason()));
      voice.sayFarewell(progress);
    } else if (body instanceof Receipts receipts) {
      receipts.receipts().forEach(receipt -> receipt(run, receipt));
    } else {
      throw new MalformedMessageException(
          Reason.BODY,
          "body must be a task, receipts or the end: " + body.getClass().getSimpleName());
    }
    if (progress.run() != before) {
      voice.giveUp("the server began a new run"); // nobody is left to receipt it
    }
  }

  private void offer(boolean news, Task task) {
    if (!news) {
      counters.staleTasks++;
      return;
    }
    counters.tasks++;
    if (task instanceof Task.Failed) {
      voice.giveUp("the run failed");
    }
    next = task;
    backoff.reset();
    tasks.signalAll();
  }

  private void receipt(long run, Receipt receipt) {
    if (voice.hear(run, receipt)) {
      counters.receipts++;
      backoff.reset();
    } else {
      counters.staleReceipts++;
    }
  }

  private void linkChanged(LinkState state) {
    if (state == LinkState.CONNECTED) {
      speakSoon();
    }
  }
}
