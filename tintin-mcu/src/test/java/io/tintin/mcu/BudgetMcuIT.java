package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a budget promises, as an emulated board shows it. */
class BudgetMcuIT {
  private static final int KB = 1024;

  @TempDir private Path folder;

  @BeforeEach
  void hasTools() {
    HostC.needsBoards();
  }

  private static Checkpoint untrained(ModelSpec spec, int batchSize) {
    return Programs.untrained(
        spec,
        Programs.CONFIG
            .withBatchSize(batchSize)
            .withRule(new AlignedSgd(4, Rounding.PSEUDO_STOCHASTIC)));
  }

  private McuRun run(CProgram program, McuTarget target, int steps) throws Exception {
    McuRun run = McuRun.of(program, target, steps, "-O2", folder, 300);
    System.out.println(run + " " + program.memory() + " " + program.step().choices());
    return run;
  }

  @ParameterizedTest
  @CsvSource({"1, 26112", "8, 29696"})
  void publishedShapeNeedsLessThanThePublishedBytes(int batchSize, long bytes) throws Exception {
    Checkpoint checkpoint = untrained(Programs.PUBLISHED, batchSize);
    McuRun run = run(CExporter.export(checkpoint, "net", bytes), McuTarget.M3, 20);
    assertThat(run.ramBytes()).isLessThanOrEqualTo(bytes);
  }

  /** The board with 16 KB, as it is sold. */
  @Test
  void smallNetsTrainIn16Kb() throws Exception {
    ModelSpec images =
        ModelSpec.of(
            Shape.of(16, 16, 1),
            new Conv2d(1, 6, 3),
            new Relu(),
            new MaxPool2d(2),
            new Conv2d(6, 12, 3),
            new Relu(),
            new MaxPool2d(2),
            new Flatten(),
            new Dense(48, 40),
            new Relu(),
            new Dense(40, 6));
    for (ModelSpec spec : new ModelSpec[] {Programs.MLP, images}) {
      McuRun run = run(CExporter.export(untrained(spec, 1), "net", 16 * KB), McuTarget.M0, 50);
      assertThat(run.isEnlarged()).isFalse();
      assertThat(run.ramBytes()).isLessThanOrEqualTo(16 * KB);
    }
  }

  /**
   * Paged to the flash that the board has: that of the M0 clears bits and is erased by the page.
   */
  @ParameterizedTest
  @EnumSource(names = {"M0", "M3"})
  void valuesArePagedToFlash(McuTarget target) throws Exception {
    Checkpoint checkpoint = untrained(Programs.PUBLISHED, 8);
    CProgram program = CExporter.export(checkpoint, "net", 29 * KB);
    assertThat(program.step().pageBytes()).isPositive();
    run(program, target, 20);
  }
}
