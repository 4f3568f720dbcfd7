package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.core.model.Model;
import io.tintin.core.train.Checkpoint;
import io.tintin.device.line.LineCaller;
import io.tintin.device.line.LineOptions;
import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.SystemTimeSource;
import io.tintin.transport.node.NodeClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An emulated Cortex-M3 takes part in federated rounds over its UART. */
class NodeRoundMcuIT {
  private static final LineOptions OPTIONS =
      LineOptions.DEFAULT.withRetry(Duration.ofMillis(200), 150);

  @TempDir private Path folder;

  @BeforeEach
  void hasTools() {
    boolean isRequired = Boolean.getBoolean("tintin.requireMcu");
    boolean isThere = NodeProcess.TOOLS.stream().allMatch(Tool::isPresent);
    assumeTrue(isRequired || isThere, "needs " + NodeProcess.TOOLS);
  }

  private void check(Checkpoint checkpoint, boolean isNoisy) throws Exception {
    List<Model> expected = Rounds.run(checkpoint, Rounds.inJava(checkpoint, 11));
    CProgram program = CExporter.export(checkpoint, "net");
    try (NodeProcess process = NodeProcess.start(NodeProcess.onM3(folder, program, Rounds.STEPS));
        LineCaller line =
            new LineCaller(
                isNoisy ? NoisyLine.from(process.in(), 1) : process.in(),
                isNoisy ? NoisyLine.to(process.out(), 2) : process.out(),
                OPTIONS,
                new SystemTimeSource(ClockTrust.UNSYNCED))) {
      NodeClient node = NodeClient.open(line::call);
      List<Model> models = Rounds.run(checkpoint, Rounds.onNode(node));
      System.out.printf(
          "m3 in %d rounds: model %s, %s, repeats %d%n",
          Rounds.ROUNDS, models.get(Rounds.ROUNDS - 1).id(), line.counters(), line.repeats());
      assertThat(models).isEqualTo(expected);
      assertThat(node.capability().fingerprint()).isEqualTo(CExporter.fingerprint(checkpoint));
      assertThat(line.repeats()).isGreaterThanOrEqualTo(isNoisy ? 10 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void averagesAreThoseWithAJavaClientInItsPlace(boolean isNoisy) throws Exception {
    check(Programs.untrained(Programs.MLP, Programs.CONFIG.withBatchSize(3)), isNoisy);
  }

  @Test
  void modelOfConvolutionsTakesPartToo() throws Exception {
    check(Programs.trained(Programs.IMAGES, Programs.CONFIG.withBatchSize(2), 10), false);
  }
}
