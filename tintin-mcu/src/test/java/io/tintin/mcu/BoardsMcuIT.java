package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.core.model.ModelSpec;
import io.tintin.core.train.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On emulated microcontrollers, a program gives the bits of the Java trainer. */
class BoardsMcuIT {
  @TempDir private Path folder;

  @BeforeEach
  void hasTools() {
    boolean isRequired = Boolean.getBoolean("tintin.requireMcu");
    assumeTrue(isRequired || McuRun.missingTools().isEmpty(), "needs " + McuRun.TOOLS);
  }

  private McuRun run(ModelSpec spec, McuTarget target, int steps, String optimization)
      throws Exception {
    Checkpoint checkpoint = Programs.untrained(spec, Programs.CONFIG);
    CProgram program = CExporter.export(checkpoint, "net");
    McuRun run = McuRun.of(program, target, steps, optimization, folder, 300);
    System.out.println(run);
    assertThat(run.hash()).as("%s", run).isEqualTo(SelfTest.result(checkpoint, steps));
    return run;
  }

  @ParameterizedTest
  @EnumSource
  void everyCoreHasTheSameBitsAfter1000Steps(McuTarget target) throws Exception {
    McuRun run = run(Programs.MLP, target, 1000, "-O2");
    assertThat(run.ramBytes()).isLessThan(16 * 1024);
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

  @Test
  void lenet5HasTheSameBits() throws Exception {
    run(Programs.LENET5_SMALL, McuTarget.M3, 20, "-O2");
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
}
