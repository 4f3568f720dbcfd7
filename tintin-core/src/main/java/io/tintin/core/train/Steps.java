package io.tintin.core.train;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.TrackedRequantizer;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps: passes over the examples of a batch, then updates by the gradients that they found.
 * In one pass, by one thread, or as tasks for several.
 */
final class Steps {
  final Lane[] lanes;
  final Updates updates;

  private final TrainerConfig config;
  private final @Nullable Lanes workers;
  private final int sharedPassSize;
  private final Lanes.Task pass = this::pass;
  private final Lanes.Task update = this::update;

  // What tasks of the step that is made read.
  private @Nullable Examples examples;
  private int passSize;
  private int rateFactor;
  private long key;

  private boolean hasStepped;

  Steps(
      Parameters parameters,
      TrainerConfig config,
      Selection selection,
      @Nullable ExecutorService executor,
      int threads) {
    int batchSize = config.batchSize();
    this.config = config;
    this.updates = new Updates(parameters, config, selection);
    this.sharedPassSize = Math.min(config.passSize(), (batchSize + threads - 1) / threads);
    this.lanes = new Lane[threads];
    for (int l = 0; l < threads; l++) {
      // The first lane has room for more, as its thread may be alone.
      int room = l == 0 ? config.passSize() : sharedPassSize;
      lanes[l] =
          new Lane(parameters, config, room, selection.isTrained, sharedPassSize < batchSize);
    }
    this.workers = executor == null ? null : new Lanes(executor, lanes);
  }

  /** Trains on these examples, of which there are some. Returns their loss, summed. */
  long make(Examples batch, long stepCount) {
    examples = batch;
    key = RandomSource.stepKey(config.seed(), stepCount);
    rateFactor = config.schedule().factor(stepCount);
    for (Lane lane : lanes) {
      lane.begin();
    }
    if (workers == null) {
      alone();
    } else {
      // The first step sets the exponents by its first example, so its passes follow one another.
      // It may come after a resume too, if the checkpoint has none.
      boolean isShared = hasStepped && batch.count() > sharedPassSize && workers.mayShare();
      long begin = System.nanoTime();
      if (isShared) {
        inTasks(sharedPassSize, workers);
      } else {
        alone();
      }
      workers.took(isShared, System.nanoTime() - begin, batch.count());
    }
    if (!hasStepped) {
      KernelChoice.log();
    }
    hasStepped = true;
    return finish();
  }

  private void alone() {
    int room = lanes[0].workspace.batchSize;
    int count = Objects.requireNonNull(examples).count();
    if (count > room) {
      inTasks(room, null);
    } else {
      lanes[0].forward(examples, 0, count, key);
      updates.inOnePass(lanes[0], rateFactor, key);
    }
  }

  private void inTasks(int size, @Nullable Lanes sharing) {
    passSize = size;
    run((Objects.requireNonNull(examples).count() + size - 1) / size, pass, sharing);
    run(updates.partCount(), update, sharing);
    updates.settle(lanes);
  }

  private void run(int count, Lanes.Task task, @Nullable Lanes sharing) {
    if (sharing != null) {
      sharing.share(count, task);
    } else {
      for (int number = 0; number < count; number++) {
        task.run(number, lanes[0]);
      }
    }
  }

  private void pass(int number, Lane lane) {
    Examples batch = Objects.requireNonNull(examples);
    int from = number * passSize;
    lane.addUp(batch, from, Math.min(from + passSize, batch.count()), key);
  }

  private void update(int part, Lane lane) {
    updates.ofSums(part, lanes, lane.updateScratch, rateFactor, key);
  }

  /** Ends a step: all lanes go on with the same exponents. */
  private long finish() {
    TrackedRequantizer[] trackers = lanes[0].trackers;
    long loss = 0;
    for (Lane lane : lanes) {
      loss += lane.loss();
    }
    for (int t = 0; t < trackers.length; t++) {
      for (int l = 1; l < lanes.length; l++) {
        trackers[t].observe(lanes[l].trackers[t]);
      }
      trackers[t].endStep();
      for (int l = 1; l < lanes.length; l++) {
        lanes[l].trackers[t].copyFrom(trackers[t]);
      }
    }
    return loss;
  }
}
