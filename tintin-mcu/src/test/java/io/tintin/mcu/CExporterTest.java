package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.CheckpointCodec;
import io.tintin.core.train.TrainerConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What its loops count in 8 or 16 bits must fit. */
  @Test
  void float32NetRefusesWhatItsLoopsCannotCount() {
    ModelSpec wideKernel =
        ModelSpec.of(
            Shape.of(6, 52, 5),
            new Conv2d(5, 2, 2, 52, 1, 0, 1, 1, true), // rows of 260 values
            new Flatten(),
            new Dense(10, 3));
    ModelSpec wideDense = ModelSpec.of(Shape.of(65_521), new Dense(65_521, 2));
    for (ModelSpec spec : List.of(wideKernel, wideDense)) {
      assertThatThrownBy(() -> CExporter.rival(Programs.untrained(spec, Programs.CONFIG), "rival"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("layer must have a form in the float32 net, 0: ");
    }
    ModelSpec widest = ModelSpec.of(Shape.of(65_520), new Dense(65_520, 2));
    assertThat(CExporter.rival(Programs.untrained(widest, Programs.CONFIG), "rival").files())
        .containsKey("rival_net.c");
  }

  @Test
  void namesMustBeNamesInC() {
    assertThatThrownBy(
            () -> CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), "2 nets"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name must be 1 to 31 letters and digits, the first in lower case: 2 nets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tintin", "tintinNet", "selfTest", "board", "rival", "rivalNet"})
  void namesOfOtherFilesAreRefused(String name) {
    assertThatThrownBy(
            () -> CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("name must not begin with ")
        .hasMessageEndingWith(", as other files do: " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"while", "int", "string", "stdint"})
  void wordsOfCAreRefused(String name) {
    assertThatThrownBy(
            () -> CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name must be no word of C and no header of it: " + name);
  }

  @Test
  void filesOfOneNameAreAnError() {
    Map<String, String> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    CExporter.put(files, "Net.c", "");
    assertThatThrownBy(() -> CExporter.put(files, "net.c", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("files of a program must have different names: net.c");
  }

  /** The C keeps them in 16 bits. */
  @Test
  void whatIsAbove16BitsIsRefused() {
    Map<Layer, String> layers =
        Map.of(
            new Conv2d(1, 1, 1, 1, 65_536, 0, 1, 1, false), "stride must be at most 65535 in C",
            new Conv2d(1, 1, 3, 3, 30_000, 65_536, 40_000, 1, false),
                "padding must be at most 65535 in C",
            new Conv2d(1, 1, 1, 1, 1, 0, 65_536, 1, false), "dilation must be at most 65535 in C",
            new MaxPool2d(1, 65_536), "stride must be at most 65535 in C",
            new AveragePool2d(1, 65_536), "stride must be at most 65535 in C");
    layers.forEach(
        (layer, message) ->
            assertThatThrownBy(
                    () -> Limits.check(ModelSpec.of(Shape.of(1, 1, 1), layer, new Flatten())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                    "(layer 0 " + message + ": 65536|extents must be at most 65535 in C: .*)"));
    Map<Layer, String> ofSequences =
        Map.of(
            new Conv1d(1, 1, 1, 65_536, 0, 1, 1, false), "stride",
            new Conv1d(1, 1, 1, 1, 0, 65_536, 1, false), "dilation",
            new MaxPool1d(1, 65_536), "stride",
            new AveragePool1d(1, 65_536), "stride");
    ofSequences.forEach(
        (layer, name) ->
            assertThatThrownBy(
                    () -> Limits.check(ModelSpec.of(Shape.of(1, 1), layer, new Flatten())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layer 0 " + name + " must be at most 65535 in C: 65536"));
  }

  /** In its saved form, they are a count and 9 bytes each, before the count of sections: 0. */
  private static Checkpoint withOneExponentLess(Checkpoint checkpoint) throws Exception {
    byte[] saved = CheckpointCodec.encode(checkpoint);
    int count = checkpoint.exponents().size();
    int end = saved.length - 8; // without the count of sections and the checksum
    ByteBuffer less = ByteBuffer.allocate(saved.length - 9).order(ByteOrder.LITTLE_ENDIAN);
    less.put(saved, 0, end - 9).putInt(0);
    less.putInt(12, ByteBuffer.wrap(saved).order(ByteOrder.LITTLE_ENDIAN).getInt(12) - 9);
    less.putInt(end - 9 * count - 4, count - 1);
    CRC32C crc = new CRC32C();
    crc.update(less.array(), 0, less.position());
    return CheckpointCodec.decode(less.putInt((int) crc.getValue()).array());
  }

  /** As a damaged checkpoint may have them. */
  @Test
  void anotherNumberOfTrackedExponentsIsRefused() throws Exception {
    Checkpoint trained = Programs.trained(Programs.MLP, Programs.CONFIG, 1);
    Checkpoint other = withOneExponentLess(trained);
    assertThatThrownBy(() -> CExporter.export(other, "net"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tracked exponents must be 10, or none: 9");
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

  /** All of the library, and what is written of each kind of model. */
  @Test
  void cHasNoFloats() throws Exception {
    Map<String, String> texts = new TreeMap<>();
    try (var files = Files.list(Path.of("src/main/c"))) {
      for (Path file : files.toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    assertThat(texts).containsKeys("tintin.h", "tintin_layer_norm.c").hasSizeGreaterThan(25);
    for (ModelSpec spec : List.of(Programs.ALL_IMAGES, Programs.ALL_SEQUENCES)) {
      CProgram program = CExporter.export(Programs.untrained(spec, Programs.CONFIG), "net");
      texts.put(spec.input() + "net.c", program.files().get("net.c"));
      texts.put(spec.input() + "net.h", program.files().get("net.h"));
      texts.put(spec.input() + "selftest.c", program.files().get("selftest.c"));
    }
    texts.forEach(
        (name, text) -> {
          String code = text.replaceAll("(?s)/\\*.*?\\*/", "");
          assertThat(code).as(name).doesNotContainPattern("\\b(float|double|malloc|alloca)\\b");
          assertThat(code).as(name).doesNotContainPattern("\\b\\d+\\.\\d");
        });
  }
}
