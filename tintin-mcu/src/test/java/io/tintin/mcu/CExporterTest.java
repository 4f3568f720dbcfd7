package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.NitiCrossEntropy;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.optim.Lion;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.TrainerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CExporterTest {
  @TempDir private Path folder;

  private static void isRefused(ModelSpec spec, TrainerConfig config, String message) {
    assertThatThrownBy(() -> CExporter.export(Programs.untrained(spec, config), "net"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static ModelSpec with(io.tintin.core.layer.Layer layer) {
    return ModelSpec.of(Shape.of(8), new Dense(8, 8), layer, new Dense(8, 3));
  }

  @Test
  void layersWithoutAFormInCAreNamed() {
    isRefused(with(new Tanh()), Programs.CONFIG, "layer must have a form in C, 1: Tanh[]");
    isRefused(with(new LayerNorm(8)), Programs.CONFIG, "layer must have a form in C, 1: LayerNorm");
    ModelSpec branches =
        new ModelSpec(
            Shape.of(8),
            List.of(
                new Node(new Dense(8, 8), List.of(0)),
                new Node(new Relu(), List.of(1)),
                new Node(new Add(), List.of(1, 2)),
                new Node(new Dense(8, 3), List.of(3))));
    isRefused(branches, Programs.CONFIG, "layers must follow one another in C, layer 2 takes");
  }

  @Test
  void trainingWithoutAFormInCIsNamed() {
    ModelSpec spec = Programs.MLP;
    TrainerConfig config = Programs.CONFIG;
    isRefused(spec, config.withRescaling(Rescaling.DYNAMIC), "rescaling must be TRACKED");
    isRefused(spec, config.withRule(new Lion(100)), "update rule must have a form in C: Lion");
    isRefused(spec, config.withLoss(new NitiCrossEntropy()), "loss must have a form in C: Niti");
    isRefused(
        spec,
        config.withLoss(new AbsoluteError(Scale.powerOfTwo(-5))),
        "loss must have a form in C: AbsoluteError");
    isRefused(
        spec,
        config.withTrainable(Trainable.channels(0, 1)),
        "trainable must be whole parameters: Channels");
    isRefused(spec, config.withBatchSize(65_536), "batchSize must be at most 65535 in C: 65536");
  }

  @Test
  void namesMustBeNamesInC() {
    assertThatThrownBy(
            () -> CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), "2 nets"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name must be 1 to 31 letters and digits, the first in lower case: 2 nets");
  }

  @Test
  void writesAllFilesAndNothingElse() throws Exception {
    CProgram program = CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), "motor");
    Files.writeString(folder.resolve("own.c"), "mine");
    program.writeTo(folder);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "README.md",
              "motor.c",
              "motor.h",
              "own.c",
              "selftest.c",
              "tintin.h",
              "tintin_aligned_sgd.c",
              "tintin_bias.c",
              "tintin_config.h",
              "tintin_crc.c",
              "tintin_crc.h",
              "tintin_cross_entropy.c",
              "tintin_dense.c",
              "tintin_elementwise.c",
              "tintin_frame.c",
              "tintin_frame.h",
              "tintin_message.c",
              "tintin_message.h",
              "tintin_node.c",
              "tintin_node.h",
              "tintin_number.c",
              "tintin_place.c",
              "tintin_rule.h",
              "tintin_schedule.c",
              "tintin_slots.c",
              "tintin_slots.h",
              "tintin_state.c",
              "tintin_state.h",
              "tintin_sums.c",
              "tintin_sums.h");
    }
    assertThat(folder.resolve("own.c")).hasContent("mine");
  }

  /** Shapes of MLP 36-32-16-4: 36 inputs, 32 and 16 activations, two gradients at a time. */
  @Test
  void memoryIsThatOfInt8AndNoGradientOfAParameter() {
    MemoryPlan memory =
        CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), "net").memory();
    assertThat(memory.parameters()).isEqualTo(36 * 32 + 32 + 32 * 16 + 16 + 16 * 4 + 4);
    assertThat(memory.rule()).isZero();
    assertThat(memory.arena()).isEqualTo(36 + 32 + 32 + 16);
  }

  @Test
  void cHasNoFloats() {
    for (var spec : List.of(Programs.IMAGES, Programs.SEQUENCES)) {
      CProgram program = CExporter.export(Programs.untrained(spec, Programs.CONFIG), "net");
      program
          .files()
          .forEach(
              (name, text) -> {
                if (!name.endsWith(".md")) {
                  String code = text.replaceAll("(?s)/\\*.*?\\*/", "");
                  assertThat(code).as(name).doesNotContainPattern("\\b(float|double|malloc)\\b");
                }
              });
    }
  }
}
