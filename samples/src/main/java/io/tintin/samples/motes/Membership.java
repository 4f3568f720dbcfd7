package io.tintin.samples.motes;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.train.Trainer;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.federation.Task;
import io.tintin.transport.wire.Receipt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A gateway's part in one of the two federations: what it learns, and with whom. */
final class Membership implements AutoCloseable {
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(10);

  private final String name;
  private final Learner<Int8Net> learner;
  private final FederatedClient client;
  private Task.@Nullable Train current;
  private @Nullable CompletableFuture<Receipt> receipt;
  private boolean isFinished;

  Membership(String name, Learner<Int8Net> learner, FederatedClient client) {
    this.name = name;
    this.learner = learner;
    this.client = client;
  }

  boolean isFinished() {
    return isFinished;
  }

  /**
   * Waits for the next round, as long as it takes.
   *
   * @return the round, or 0 when the run is over and the final model is loaded
   */
  int awaitRound() throws InterruptedException, RunFailedException {
    while (true) {
      Optional<Task> next = client.awaitTask(BETWEEN_CHECKS);
      checkReceipt();
      if (next.isEmpty()) {
        continue;
      }
      if (next.get() instanceof Task.Train train) {
        current = train;
        return train.round();
      }
      if (next.get() instanceof Task.Failed failed) {
        throw new RunFailedException("server of " + name + " gave up: " + failed.reason());
      }
      isFinished = true;
      trainer().load(((Task.Finish) next.get()).model());
      return 0;
    }
  }

  /** A late update is no fault; one that does not fit is. */
  private void checkReceipt() throws RunFailedException {
    Receipt last = receipt == null ? null : receipt.getNow(null);
    if (last != null && last.status() == Receipt.Status.REFUSED) {
      throw new RunFailedException("update for " + name + " was refused: " + last.reason());
    }
  }

  /** Starts the round from its model. */
  void begin() {
    if (current != null) {
      trainer().load(current.model());
      learner.beginRound();
    }
  }

  /** Sends what was learned since the round began. */
  void submit() {
    if (current != null && !isFinished) {
      receipt =
          client.submit(
              ModelUpdate.of(current.model().id(), trainer().model(), learner.trainedCount()));
    }
  }

  private Trainer trainer() {
    return learner.net().trainer();
  }

  @Override
  public void close() {
    client.close();
  }
}
