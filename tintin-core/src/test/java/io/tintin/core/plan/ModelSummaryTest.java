package io.tintin.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import org.junit.jupiter.api.Test;

class ModelSummaryTest {
  private static final ModelSpec LENET =
      ModelSpec.of(
          Shape.of(28, 28, 1),
          new Conv2d(1, 6, 5),
          new Relu(),
          new MaxPool2d(2),
          new Conv2d(6, 16, 5),
          new Relu(),
          new MaxPool2d(2),
          new Flatten(),
          new Dense(256, 120),
          new Relu(),
          new Dense(120, 84),
          new Relu(),
          new Dense(84, 10));

  @Test
  void countsWhatLeNetHas() {
    ModelSummary summary = ModelSummary.of(LENET);
    // 6 * 25 + 6, 16 * 150 + 16, 256 * 120 + 120, 120 * 84 + 84, 84 * 10 + 10
    assertThat(summary.parameters()).isEqualTo(156 + 2416 + 30_840 + 10_164 + 850);
    // 150 * 24 * 24, 2400 * 8 * 8, and the weights of the dense layers
    assertThat(summary.multiplications()).isEqualTo(86_400 + 153_600 + 30_720 + 10_080 + 840);
    assertThat(summary.rows().get(3).multiplications()).isEqualTo(153_600);
    assertThat(summary.rows().get(4).parameterCount()).isZero();
    assertThat(summary.activationBytes())
        .isEqualTo(784 + 2 * 3456 + 864 + 2 * 1024 + 2 * 256 + 2 * 120 + 2 * 84 + 10);
  }

  @Test
  void isATable() {
    ModelSpec spec = ModelSpec.of(Shape.of(4), new Dense(4, 3), new Relu());
    assertThat(ModelSummary.of(spec).toString().lines())
        .containsExactly(
            "     layer                  output         weights            parameters            MAC",
            "     input                  [4]                                                        ",
            "  1  Dense                  [3]            [3, 4]                     15             12",
            "  2  Relu                   [3]                                                        ",
            "     total                                                            15             12",
            "activations of one example: 10 bytes");
  }
}
