package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.model.Model;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.rescaling.Rescaling;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does the tasks of a step, and what happens when one fails. */
@Timeout(60)
class LanesTest {
  private static final int TASKS = 50;
  private static final ExecutorService POOL = Executors.newSingleThreadExecutor();
  private static final TrainerConfig CONFIG =
      TrainingData.crossEntropy(new MomentumSgd(1 << 12, 224), 8).withRescaling(Rescaling.TRACKED);

  /**
   * Runs what it is given to its end, before the calling thread goes on: so others do all tasks.
   */
  private static final class OthersFirst extends AbstractExecutorService {
    @Override
    public void execute(Runnable work) {
      Thread thread = new Thread(work);
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }

  @AfterAll
  static void shutDown() {
    POOL.shutdownNow();
  }

  private static Lanes lanes(ExecutorService executor) {
    return new Lanes(executor, new Trainer(TrainingData.model(), CONFIG, 2, POOL).steps.lanes);
  }

  @Test
  void everyTaskIsDoneOnce() {
    Lanes lanes = lanes(POOL);
    for (int turn = 0; turn < 200; turn++) {
      AtomicIntegerArray done = new AtomicIntegerArray(TASKS);
      lanes.share(TASKS, (number, lane) -> done.incrementAndGet(number));
      for (int number = 0; number < TASKS; number++) {
        assertThat(done.get(number)).isEqualTo(1);
      }
    }
  }

  @Test
  void workThatOthersDoHasTheSameBits() {
    Trainer alone = new Trainer(TrainingData.model(), CONFIG);
    Trainer shared = new Trainer(TrainingData.model(), CONFIG, 2, new OthersFirst());
    int helped = 0;
    for (int step = 0; step < 60; step++) {
      for (int e = 0; e < 8; e++) {
        TrainingData.add(alone, step * 8 + e);
        TrainingData.add(shared, step * 8 + e);
      }
      assertThat(shared.step()).isEqualTo(alone.step());
      helped += shared.steps.lanes[1].hasSums() ? 1 : 0;
    }
    assertThat(shared.model()).isEqualTo(alone.model());
    assertThat(helped).isPositive();
  }

  @Test
  void aTaskThatFailsFailsTheTurnAlone() {
    for (ExecutorService executor : new ExecutorService[] {POOL, new OthersFirst()}) {
      Lanes lanes = lanes(executor);
      AtomicIntegerArray done = new AtomicIntegerArray(TASKS);
      assertThatThrownBy(
              () ->
                  lanes.share(
                      TASKS,
                      (number, lane) -> {
                        if (number == TASKS / 2) {
                          throw new ArithmeticException("of task " + number);
                        }
                        done.incrementAndGet(number);
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a part of the step failed")
          .hasRootCauseMessage("of task 25");
      if (executor != POOL) { // one thread did all
        assertThat(done.get(0)).as("not begun after the failure").isZero();
      }
      done.set(0, 0);
      lanes.share(TASKS, (number, lane) -> done.incrementAndGet(number));
      assertThat(done.get(0)).isEqualTo(1);
    }
  }

  /** Numbers of the first steps that are shared, of steps that take so long, by helpers or not. */
  private static List<Integer> sharedSteps(ExecutorService executor, long nanos, int steps) {
    Lanes lanes = lanes(executor);
    List<Integer> shared = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      boolean isShared = lanes.mayShare();
      if (isShared) {
        shared.add(step);
        lanes.share(2, (number, lane) -> {});
      }
      lanes.took(isShared, nanos, 1);
    }
    return shared;
  }

  @Test
  void helpThatNeverComesIsAskedForMoreSeldom() {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();
    List<Integer> expected = new ArrayList<>();
    for (int step = 0, wait = 1; step < 400; step += wait, wait = 2 * wait + 1) {
      for (int n = 0; n < 3; n++) {
        expected.add(step++);
      }
    }
    assertThat(sharedSteps(closed, 1_000, 400)).isEqualTo(expected).hasSize(24);
  }

  /** Four steps of 0.1 s at most are made alone. */
  @Test
  void helpIsAskedForAgainSoonWhereStepsAreLong() {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();
    assertThat(sharedSteps(closed, 100_000_000, 24))
        .containsExactly(0, 1, 2, 4, 5, 6, 10, 11, 12, 17, 18, 19);
  }

  @Test
  void helpThatPaysIsUsedButForAStepInBetween() {
    List<Integer> alone = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
    Lanes lanes = lanes(new OthersFirst());
    lanes.took(false, 1_000, 1);
    for (int step = 0; step < 200; step++) {
      boolean isShared = lanes.mayShare();
      if (isShared) {
        alone.remove((Integer) step);
        lanes.share(2, (number, lane) -> {});
      }
      lanes.took(isShared, isShared ? 600 : 1_000, 1);
    }
    assertThat(alone).containsExactly(63, 127, 191);
  }

  @Test
  void anInterruptedCallerStaysInterrupted() {
    Lanes lanes = lanes(POOL);
    AtomicIntegerArray done = new AtomicIntegerArray(TASKS);
    Thread.currentThread().interrupt();
    lanes.share(TASKS, (number, lane) -> done.incrementAndGet(number));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done.get(0)).isEqualTo(1);
  }

  @Test
  void aTrainerWhoseStepFailedWantsAModel() {
    Model model = TrainingData.model();
    Trainer trainer = new Trainer(model, CONFIG);
    TrainingData.add(trainer, 1);
    LayerSite[] sites = trainer.steps.lanes[0].workspace.sites;
    LayerSite last = sites[2];
    sites[2] = null; // so that the pass fails
    assertThatThrownBy(trainer::step).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(trainer::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a step failed half-way: load a model first");
    sites[2] = last;
    trainer.load(model);
    Trainer other = new Trainer(model, CONFIG);
    TrainingData.add(other, 1);
    assertThat(trainer.step()).isEqualTo(other.step());
    assertThat(trainer.model()).isEqualTo(other.model());
  }
}
