package io.tintin.samples.motes;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.continual.ReplayBuffer;
import io.tintin.core.model.Model;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.Trainer;
import io.tintin.device.Device;
import io.tintin.device.store.StoreException;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.federation.Task.Finish;
import io.tintin.transport.federation.Task.Train;
import io.tintin.transport.wire.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A gateway's part in one of the two federations: what it learns, and with whom. */
final class Part implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String name;
  private final Task<Int8Net> task;
  private final FederatedClient client;
  private @Nullable Train current;
  private @Nullable CompletableFuture<Receipt> receipt;
  private boolean isFinished;

  Part(String name, Task<Int8Net> task, FederatedClient client) {
    this.name = name;
    this.task = task;
    this.client = client;
  }

  boolean isFinished() {
    return isFinished;
  }

  /**
   * Waits for the next round and takes over its model.
   *
   * @return the round, or 0 when the run is over
   */
  int awaitRound() throws InterruptedException {
    Optional<io.tintin.transport.federation.Task> next = client.awaitTask(PATIENCE);
    if (next.isEmpty()) {
      throw new IllegalStateException("no word of the server of " + name + " within " + PATIENCE);
    }
    checkReceipt();
    if (next.get() instanceof Train train) {
      current = train;
      trainer().load(train.model());
      return train.round();
    }
    isFinished = true;
    trainer().load(((Finish) next.get()).model());
    return 0;
  }

  /** Sends what was learned since the round began. */
  void submit() {
    Train train = current;
    if (train != null && !isFinished) {
      Model trained = trainer().model();
      int weight = Math.max(1, task.learner().takeTrainedCount());
      receipt = client.submit(ModelUpdate.of(train.model().id(), trained, weight));
    }
  }

  /** A late update is no fault; one that does not fit is. */
  private void checkReceipt() {
    Receipt last = receipt == null ? null : receipt.getNow(null);
    if (last != null && last.status() == Receipt.Status.REFUSED) {
      throw new IllegalStateException("update for " + name + " was refused: " + last.reason());
    }
  }

  /** Writes all that learning needs to go on after a power cut. */
  void save(Device device, byte[] normalizer) throws StoreException {
    Checkpoint checkpoint = trainer().checkpoint().withSection("normalizer", normalizer);
    List<ReplayBuffer> buffers = task.learner().buffers();
    for (int b = 0; b < buffers.size(); b++) {
      checkpoint = checkpoint.withSection("replay-" + b, buffers.get(b).snapshot());
    }
    device.store().commit(name, CheckpointCodec.encode(checkpoint));
  }

  private Trainer trainer() {
    return task.learner().net().trainer();
  }

  @Override
  public void close() {
    client.close();
  }
}
