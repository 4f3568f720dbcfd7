package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.TrainerConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes the table of docs/mcu.md, which has the command. */
class McuTableIT {
  private static final TrainerConfig CONFIG =
      TrainerConfig.DEFAULT
          .withLoss(new CrossEntropy())
          .withRule(new AlignedSgd(4, Rounding.PSEUDO_STOCHASTIC))
          .withRescaling(Rescaling.TRACKED);

  @TempDir private Path folder;

  @Test
  void writesTheTable() throws Exception {
    assumeTrue(Boolean.getBoolean("tintin.mcuTable"), "asked for with -Dtintin.mcuTable=true");
    StringBuilder table = new StringBuilder("\n");
    rows(table, "MLP 36-32-16-4", Programs.MLP, 100);
    rows(table, "LeNet-5 small", Programs.LENET5_SMALL, 20);
    System.out.println(table);
  }

  private void rows(StringBuilder table, String name, ModelSpec spec, int steps) throws Exception {
    Checkpoint checkpoint = Programs.untrained(spec, CONFIG);
    int expected = SelfTest.result(checkpoint, steps);
    table.append(CText.of("%s, %d steps\n\n", name, steps));
    table.append(
        "| core | | first | least | mean | most | RAM | flash |\n"
            + "|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (McuTarget target : McuTarget.values()) {
      McuRun integers = run(CExporter.export(checkpoint, "net"), target, steps);
      McuRun floats = run(CExporter.rival(checkpoint, "net"), target, steps);
      assertThat(integers.hash()).as("%s", integers).isEqualTo(expected);
      row(table, target.word(), "int8", integers);
      row(table, "", "float32", floats);
      table.append(
          CText.of(
              "| | ratio | %.2f | %.2f | **%.2f** | %.2f | %+.0f %% | %+.0f %% |\n",
              ratio(floats.firstInstructions(), integers.firstInstructions()),
              ratio(floats.leastInstructions(), integers.leastInstructions()),
              ratio(floats.allInstructions(), integers.allInstructions()),
              ratio(floats.mostInstructions(), integers.mostInstructions()),
              100 * ratio(integers.ramBytes(), floats.ramBytes()) - 100,
              100 * ratio(integers.flashBytes(), floats.flashBytes()) - 100));
    }
    table.append('\n');
  }

  private McuRun run(CProgram program, McuTarget target, int steps) throws Exception {
    Path own = folder.resolve(target.word() + program.files().size() + steps);
    return McuRun.of(program, target, steps, "-O2", own, 300);
  }

  private static double ratio(long a, long b) {
    return (double) a / b;
  }

  private static void row(StringBuilder table, String core, String kind, McuRun run) {
    table.append(
        CText.of(
            "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d |\n",
            core,
            kind,
            run.firstInstructions(),
            run.leastInstructions(),
            run.meanInstructions(),
            run.mostInstructions(),
            run.ramBytes(),
            run.flashBytes()));
  }
}
