package io.tintin.core.train;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.TrackedRequantizer;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps: passes over the examples of a batch, then updates by the gradients that they found.
 * A step that one thread makes in one pass updates on the way back; any other one is tasks, for one
 * thread or several.
 */
final class Steps {
  final Lane[] lanes;
  final Updates updates;

  private final TrainerConfig config;

  /** Those that the next step trains on. */
  final Examples examples;

  private final @Nullable Lanes threads;
  private final int sharedPassSize;
  private final Lanes.Task passTask = this::pass;
  private final Lanes.Task updateTask = this::update;

  // Read by the tasks of this step.
  private int passSize;
  private int rateFactor;
  private long key;

  private boolean hasStepped;
  private boolean hasFailed;

  Steps(
      Parameters parameters,
      TrainerConfig config,
      Selection selection,
      @Nullable ExecutorService executor,
      int threadCount) {
    int batchSize = config.batchSize();
    this.config = config;
    this.updates = new Updates(parameters, config, selection);
    this.sharedPassSize = Math.min(config.passSize(), (batchSize + threadCount - 1) / threadCount);
    this.lanes = new Lane[threadCount];
    for (int l = 0; l < threadCount; l++) {
      // The first lane has room for more, as its thread may be alone.
      int room = l == 0 ? config.passSize() : sharedPassSize;
      lanes[l] =
          new Lane(parameters, config, room, selection.isTrained, sharedPassSize < batchSize);
    }
    // After the lanes, which refuse what would be too large.
    int targetSize = config.loss().targetSize(lanes[0].workspace.outputSize());
    this.examples = new Examples(parameters.spec.input(), targetSize, batchSize);
    this.threads = executor == null ? null : new Lanes(executor, lanes);
  }

  /**
   * Trains on the examples, of which there are some. Returns their loss, summed.
   *
   * @param maySplit whether several threads may share the work
   * @throws IllegalStateException if an earlier step failed half-way
   */
  long make(long stepCount, boolean maySplit) {
    if (hasFailed) {
      throw new IllegalStateException("a step failed half-way: load a model first");
    }
    hasFailed = true; // until the end
    key = RandomSource.stepKey(config.seed(), stepCount);
    rateFactor = config.schedule().factor(stepCount);
    for (Lane lane : lanes) {
      lane.begin();
    }
    if (threads == null) {
      alone();
    } else {
      // The first step sets the exponents by its first example, so its passes follow one another.
      // It may come after a resume too, if the checkpoint has none.
      boolean isWorthIt = maySplit && hasStepped && examples.count() > sharedPassSize;
      boolean isShared = isWorthIt && threads.mayShare();
      long begin = System.nanoTime();
      if (isShared) {
        inTasks(sharedPassSize, threads);
      } else {
        alone();
      }
      threads.took(isShared, System.nanoTime() - begin, examples.count());
    }
    long loss = finish();
    if (!hasStepped) {
      KernelChoice.log();
    }
    hasStepped = true;
    hasFailed = false;
    return loss;
  }

  /** Forgets a step that failed, as its parameters are others now. */
  void forget() {
    updates.forget();
    hasFailed = false;
  }

  private void alone() {
    int room = lanes[0].workspace.batchSize;
    if (examples.count() > room) {
      inTasks(room, null);
    } else {
      lanes[0].forward(examples, 0, examples.count(), key);
      updates.inOnePass(lanes[0], rateFactor, key);
    }
  }

  private void inTasks(int size, @Nullable Lanes sharing) {
    passSize = size;
    run((examples.count() + size - 1) / size, passTask, sharing);
    run(updates.partCount(), updateTask, sharing);
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
    int from = number * passSize;
    lane.addUp(examples, from, Math.min(from + passSize, examples.count()), key);
  }

  private void update(int part, Lane lane) {
    updates.updatePart(part, lanes, lane.updateScratch, rateFactor, key);
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
