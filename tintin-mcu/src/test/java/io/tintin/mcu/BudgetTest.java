package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import org.junit.jupiter.api.Test;

/** What is chosen so that a trainer fits. */
class BudgetTest {
  private static final Checkpoint LENET5 =
      Programs.untrained(Programs.LENET5_SMALL, Programs.CONFIG.withBatchSize(4));

  private static long bytes(TrainingPlan plan) {
    return plan.memory().total() + MemoryPlan.STACK_ROOM;
  }

  @Test
  void whatFitsStaysAsItIs() {
    long needed = bytes(new TrainingPlan(LENET5));
    Budget.Fit fit = Budget.fit(LENET5, needed);
    assertThat(fit.choices()).isEmpty();
    assertThat(bytes(fit.plan())).isEqualTo(needed);
  }

  @Test
  void valuesAreComputedAgainBeforeTheyArePaged() {
    Checkpoint deep = Programs.untrained(deep(4), Programs.CONFIG.withBatchSize(8));
    long needed = bytes(new TrainingPlan(deep));
    Budget.Fit fit = Budget.fit(deep, needed - 1);
    assertThat(fit.choices()).hasSize(1);
    assertThat(fit.choices().get(0)).startsWith("computed again in each step, to the same bits");
    assertThat(bytes(fit.plan())).isLessThan(needed);
    assertThat(fit.plan().order.pageBytes()).isZero();
  }

  /** Dense layers of one width. */
  private static ModelSpec deep(int depth) {
    Layer[] layers = new Layer[2 * depth + 1];
    for (int n = 0; n < depth; n++) {
      layers[2 * n] = new Dense(50, 50);
      layers[2 * n + 1] = new Relu();
    }
    layers[2 * depth] = new Dense(50, 3);
    return ModelSpec.of(Shape.of(50), layers);
  }

  /** Every budget down to the least is kept, and the byte below it is refused. */
  @Test
  void everyBudgetIsKept() {
    long least = Long.MAX_VALUE;
    StringBuilder words = new StringBuilder();
    for (long budget = bytes(new TrainingPlan(LENET5)); ; budget = least - 1) {
      Budget.Fit fit;
      try {
        fit = Budget.fit(LENET5, budget);
      } catch (IllegalArgumentException e) {
        assertThat(e)
            .hasMessageStartingWith("budget must be at least " + least + " bytes, 1024 of");
        break;
      }
      assertThat(bytes(fit.plan())).isLessThanOrEqualTo(budget);
      least = bytes(fit.plan());
      words.append(String.join("; ", fit.choices())).append('\n');
    }
    assertThat(words.toString())
        .contains("not trained: the layers before layer 11;")
        .contains("paged to flash");
  }

  @Test
  void manyValuesAreSavedOneByOne() {
    Checkpoint checkpoint = Programs.untrained(deep(14), Programs.CONFIG.withBatchSize(8));
    long needed = bytes(new TrainingPlan(checkpoint));
    Budget.Fit fit = Budget.fit(checkpoint, needed - 8 * 50 * 7);
    assertThat(bytes(fit.plan())).isLessThanOrEqualTo(needed - 8 * 50 * 7);
    assertThat(fit.plan().firstNode).isZero();
    assertThatThrownBy(() -> Budget.fit(checkpoint, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("bytes, 1024 of them for the stack: 1000");
  }
}
