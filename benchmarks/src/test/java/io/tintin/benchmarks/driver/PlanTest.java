package io.tintin.benchmarks.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.result.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Plan plan(List<Integer> batches) {
    return new Plan(
        List.of(Net.LENET5_SMALL, Net.MLP),
        batches,
        List.of(1, 2),
        Peers.all(List.of(17)),
        3,
        100,
        new WarmUp(100, 200),
        true);
  }

  @Test
  void usualBatchesDependOnNetAndTask() {
    List<String> titles = plan(List.of()).heats().stream().map(h -> h.cell().title()).toList();
    assertThat(titles)
        .containsExactly(
            "train lenet5-small batch 1",
            "train lenet5-small batch 8",
            "train lenet5-small batch 64",
            "train mlp batch 1",
            "train mlp batch 8",
            "train mlp batch 32",
            "train mlp batch 64",
            "predict lenet5-small batch 1",
            "predict lenet5-small batch 64",
            "predict mlp batch 1",
            "predict mlp batch 64");
  }

  @Test
  void aSingleExampleHasOneThread() {
    Plan.Heat heat = plan(List.of(1)).heats().get(0);
    assertThat(heat.entries()).allMatch(entry -> entry.threads() == 1);
    assertThat(heat.hasBusyRounds()).isFalse();
  }

  @Test
  void predictorsDoNotTrain() {
    for (Plan.Heat heat : plan(List.of(64)).heats()) {
      boolean predicts = heat.cell().task() == Cell.Task.PREDICT;
      assertThat(heat.entries())
          .isNotEmpty()
          .allMatch(entry -> entry.peer().name().matches(".*predict.*|onnx.*") == predicts);
      assertThat(heat.hasBusyRounds()).isEqualTo(!predicts);
    }
  }
}
