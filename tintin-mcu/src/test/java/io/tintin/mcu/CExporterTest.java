package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.model.ModelSpec;
import io.tintin.core.rescaling.Rescaling;
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

  @Test
  void trainingWithoutAFormInCIsNamed() {
    ModelSpec spec = Programs.MLP;
    TrainerConfig config = Programs.CONFIG;
    isRefused(spec, config.withRescaling(Rescaling.DYNAMIC), "rescaling must be TRACKED");
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
              "tintin_sixteenths.h",
              "tintin_slots.c",
              "tintin_slots.h",
              "tintin_state.c",
              "tintin_state.h",
              "tintin_sums.c",
              "tintin_sums.h",
              "tintin_sums_arm.c");
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
