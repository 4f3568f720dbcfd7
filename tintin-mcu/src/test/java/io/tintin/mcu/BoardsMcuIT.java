package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On emulated microcontrollers, a program gives the bits of the Java trainer. */
class BoardsMcuIT {
  @TempDir private Path folder;

  @BeforeEach
  void hasTools() {
    HostC.needsBoards();
  }

  private McuRun run(ModelSpec spec, McuTarget target, int steps, String optimization)
      throws Exception {
    Checkpoint checkpoint = Programs.untrained(spec, Programs.CONFIG);
    CProgram program = CExporter.export(checkpoint, "net");
    McuRun run = McuRun.of(program, target, steps, optimization, folder, 300);
    System.out.println(run);
    assertThat(run.hash()).isEqualTo(SelfTest.result(checkpoint, steps));
    return run;
  }

  @ParameterizedTest
  @EnumSource
  void everyCoreHasTheSameBitsAfter1000Steps(McuTarget target) throws Exception {
    McuRun run = run(Programs.MLP, target, 1000, "-O2");
    assertThat(run.ramBytes()).isLessThan(16 * 1024);
    assertThat(run.isEnlarged()).isFalse();
    assertThat(run.leastInstructions())
        .isPositive()
        .isLessThanOrEqualTo(run.meanInstructions())
        .isLessThanOrEqualTo(run.mostInstructions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-Os"})
  void everyOptimizationHasTheSameBits(String optimization) throws Exception {
    run(Programs.MLP, McuTarget.M0, 50, optimization);
  }

  @Test
  void everyLayerHasTheSameBits() throws Exception {
    run(Programs.IMAGES, McuTarget.M0, 30, "-O2");
    run(Programs.SEQUENCES, McuTarget.M3, 30, "-O2");
  }

  /** Two nets, as no layer makes a sequence of an image. */
  @Test
  void everyKindOfLayerHasTheSameBitsAfter1000Steps() throws Exception {
    run(Programs.ALL_IMAGES, McuTarget.M3, 1000, "-O2");
    run(Programs.ALL_SEQUENCES, McuTarget.M0, 1000, "-O2");
  }

  @Test
  void lenet5HasTheSameBits() throws Exception {
    run(Programs.LENET5_SMALL, McuTarget.M3, 20, "-O2");
  }

  /** Without training, parameters stay in flash. */
  @Test
  void predictionsAloneHaveTheSameBits() throws Exception {
    Checkpoint trained = Programs.trained(Programs.LENET5_SMALL, Programs.CONFIG, 5);
    CProgram program = CExporter.export(Trainer.resume(trained).frozen(), "net");
    for (McuTarget target : List.of(McuTarget.M0, McuTarget.M4F)) {
      McuRun run = McuRun.of(program, target, 10, "-O2", folder, 300);
      System.out.println(run);
      assertThat(run.ramBytes()).isLessThan(8 * 1024);
    }
  }

  /** The loops in C, and those in assembler without SMLAD: chosen by a definition. */
  @ParameterizedTest
  @ValueSource(strings = {"-DTINTIN_PORTABLE", "-DTINTIN_NO_DSP"})
  void everyKernelHasTheSameBits(String choice) throws Exception {
    run(Programs.IMAGES, McuTarget.M4, 30, "-O2 " + choice);
    run(Programs.SEQUENCES, McuTarget.M33, 20, "-O2 " + choice);
    run(Programs.MLP, McuTarget.M0, 30, "-O2 " + choice);
  }

  /** Emulated time counts instructions, so that a second run takes as many. */
  @Test
  void countsAreTheSameInEachRun() throws Exception {
    McuRun once = run(Programs.MLP, McuTarget.M3, 20, "-O2");
    assertThat(run(Programs.MLP, McuTarget.M3, 20, "-O2")).isEqualTo(once);
  }

  /** It starts from the same weights; its hash counts those of the first layer that are finite. */
  @Test
  void float32NetOfTheSameLoopsTakesMore() throws Exception {
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    CProgram rival = CExporter.rival(checkpoint, "rival");
    McuRun floats = McuRun.of(rival, McuTarget.M3, 20, "-O2", folder, 300);
    assertThat(floats.hash()).isEqualTo(36 * 32);
    McuRun integers = run(Programs.MLP, McuTarget.M3, 20, "-O2");
    assertThat(integers.meanInstructions()).isLessThan(floats.meanInstructions());
    assertThat(integers.ramBytes()).isLessThan(floats.ramBytes() / 2);
  }

  /** The timers of the boards have 32 bits, and wrap within a step of this one. */
  @Test
  void longStepsAreCounted() throws Exception {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(40, 40, 8), new Conv2d(8, 6, 7), new Flatten(), new Dense(34 * 34 * 6, 2));
    CProgram rival = CExporter.rival(Programs.untrained(spec, Programs.CONFIG), "rival");
    for (McuTarget target : List.of(McuTarget.M0, McuTarget.M3)) {
      McuRun run = McuRun.of(rival, target, 1, "-O2", folder, 300);
      System.out.println(run);
      assertThat(run.meanInstructions()).isGreaterThan(270_000_000L);
      assertThat(run.isEnlarged()).isEqualTo(target == McuTarget.M0);
    }
  }

  /** Of 16 KB the program leaves some to the stack, which needs more. */
  @Test
  void boardIsEnlargedWhereTheStackHasNoRoom() throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(120), new Dense(120, 120), new Dense(120, 4));
    McuRun run = run(spec, McuTarget.M0, 2, "-O2");
    assertThat(run.dataBytes() + run.zeroBytes()).isLessThan(16 * 1024 - 256);
    assertThat(run.ramBytes()).isGreaterThan(16 * 1024);
    assertThat(run.isEnlarged()).isTrue();
  }

  @Test
  void otherBitsThanThoseOfJavaAreReported() {
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    CProgram program = CExporter.export(checkpoint, "net");
    Map<String, String> files = new TreeMap<>(program.files());
    files.merge(
        "net.c",
        "",
        (text, none) ->
            text.replaceFirst("values0\\[1152\\] = \\{\\s*-?\\d+", "values0[1152] = {99"));
    assertThat(files.get("net.c")).isNotEqualTo(program.files().get("net.c"));
    CProgram other =
        new CProgram("net", files, program.memory(), program.step(), program::expectedHash);
    assertThatThrownBy(() -> McuRun.of(other, McuTarget.M3, 3, "-O2", folder, 300))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("m3: hash must be [0-9a-f]{8}, as in Java: [0-9a-f]{8}");
  }

  static List<Checkpoint> checkpoints() {
    TrainerConfig config = Programs.CONFIG;
    return List.of(
        Programs.untrained(Programs.MLP, config),
        Programs.untrained(Programs.IMAGES, config.withBatchSize(5)),
        Programs.untrained(Programs.SEQUENCES, config.withRule(new MomentumSgd(2_000, 224))),
        Programs.untrained(
            Programs.MLP,
            config.withLoss(new SquaredError(Scale.powerOfTwo(-5), 60)).withBatchSize(3)));
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void plannedBytesAreThoseOfTheVariables(Checkpoint checkpoint) throws Exception {
    check(CExporter.export(checkpoint, "net"));
    check(
        CExporter.export(
            Trainer.resume(SelfTest.trained(checkpoint, 2).checkpoint()).frozen(), "net"));
  }

  private void check(CProgram program) throws Exception {
    program.writeTo(folder);
    Tool.run(
        List.of("arm-none-eabi-gcc", "-std=c99", "-O2", "-mcpu=cortex-m0", "-c", "net.c"),
        folder,
        60);
    String symbols = Tool.run(List.of("arm-none-eabi-nm", "-S", "net.o"), folder, 60);
    Matcher variable = Pattern.compile("(?m)^[0-9a-f]+ ([0-9a-f]+) [bBdD] ").matcher(symbols);
    long bytes = 0;
    while (variable.find()) {
      bytes += Long.parseLong(variable.group(1), 16);
    }
    assertThat(program.memory().total()).as(symbols).isEqualTo(bytes);
  }
}
