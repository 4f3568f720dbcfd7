package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.loss.SquaredError;
import io.tintin.core.quant.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleStreamTest {
  private static final ExampleStream TWO =
      new ExampleStream(List.of(new byte[36], new byte[36]), List.of(0, 3), 1);

  @Test
  void someExamplesMustBeTrainedOnAndSomeTested() {
    List<byte[]> features = List.of(new byte[1], new byte[1]);
    assertThatThrownBy(() -> new ExampleStream(features, List.of(0, 1), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trainingCount must be in [1, 1], so that some are tested: 2");
    assertThatThrownBy(() -> new ExampleStream(features, List.of(0), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label count must be 2: 1");
  }

  @Test
  void examplesMustFitTheNet() {
    ExampleStream short1 = new ExampleStream(List.of(new byte[36], new byte[35]), List.of(0, 3), 1);
    isRefused(short1, 1, "feature count of example 1 must be 36: 35");
    ExampleStream label4 = new ExampleStream(List.of(new byte[36], new byte[36]), List.of(0, 4), 1);
    isRefused(label4, 1, "label of example 1 must be in [0, 4): 4");
    isRefused(TWO, 2, "a stream needs a cross-entropy and a batchSize of 1: CrossEntropy[], 2");
  }

  private static void isRefused(ExampleStream stream, int batchSize, String reason) {
    var checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG.withBatchSize(batchSize));
    assertThatThrownBy(() -> CExporter.onStream(checkpoint, "net", stream))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
    assertThatThrownBy(() -> CExporter.rivalOnStream(checkpoint, "net", stream, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void targetsThatAreNoLabelsAreRefused() {
    var loss = new SquaredError(Scale.powerOfTwo(-5));
    var checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG.withLoss(loss));
    assertThatThrownBy(() -> CExporter.onStream(checkpoint, "net", TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a stream needs a cross-entropy");
  }
}
