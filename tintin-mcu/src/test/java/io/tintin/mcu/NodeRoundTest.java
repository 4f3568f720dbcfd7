package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.model.Model;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.TrainerConfig;
import io.tintin.device.line.LineCaller;
import io.tintin.device.line.LineCodec;
import io.tintin.device.line.LineFrame;
import io.tintin.device.line.LineOptions;
import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.SystemTimeSource;
import io.tintin.transport.node.NodeClient;
import io.tintin.transport.node.NodeRefusalException;
import io.tintin.transport.wire.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node's part in rounds, with the firmware compiled for this machine and its sanitizers. */
class NodeRoundTest {
  private static final TrainerConfig CONFIG = Programs.CONFIG.withBatchSize(3);

  private static final Checkpoint UNTRAINED = Programs.untrained(Programs.MLP, CONFIG);

  private static List<String> untrained;

  @TempDir private Path folder;

  @BeforeAll
  static void compile(@TempDir Path ofAll) throws Exception {
    HostC.needsCompiler();
    CProgram program = CExporter.export(UNTRAINED, "net");
    untrained = NodeProcess.onHost(ofAll, program, Rounds.STEPS);
  }

  private static LineCaller caller(NodeProcess node, LineOptions options) {
    return new LineCaller(
        node.in(), node.out(), options, new SystemTimeSource(ClockTrust.UNSYNCED));
  }

  static List<TrainerConfig> configs() {
    return List.of(CONFIG, CONFIG.withRule(new MomentumSgd(2_000, 224)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void averagesAreThoseWithAJavaClientInItsPlace(TrainerConfig config) throws Exception {
    Checkpoint checkpoint = Programs.trained(Programs.MLP, config, 20);
    List<Model> expected = Rounds.run(checkpoint, Rounds.inJava(checkpoint, 11));
    CProgram program = CExporter.export(checkpoint, "net");
    try (NodeProcess process =
            NodeProcess.start(NodeProcess.onHost(folder, program, Rounds.STEPS));
        LineCaller line = caller(process, LineOptions.DEFAULT)) {
      NodeClient node = NodeClient.open(line::call);
      assertThat(node.capability().fingerprint()).isEqualTo(CExporter.fingerprint(checkpoint));
      assertThat(node.capability().valueCount()).isEqualTo(1780);
      assertThat(Rounds.run(checkpoint, Rounds.onNode(node))).isEqualTo(expected);
      node.tell(new Receipt(Rounds.ROUNDS, Receipt.Status.ACCEPTED, ""));
      assertThat(line.counters().damaged()).isZero();
    }
    assertThat(expected.get(3)).isNotEqualTo(expected.get(2));
  }

  @Test
  void badLineCostsTimeAlone() throws Exception {
    List<Model> expected = Rounds.run(UNTRAINED, Rounds.inJava(UNTRAINED, 11));
    LineOptions options = LineOptions.DEFAULT.withRetry(Duration.ofMillis(100), 200);
    try (NodeProcess process = NodeProcess.start(untrained);
        LineCaller line =
            new LineCaller(
                NoisyLine.from(process.in(), 1),
                NoisyLine.to(process.out(), 2),
                options,
                new SystemTimeSource(ClockTrust.UNSYNCED))) {
      NodeClient node = NodeClient.open(line::call);
      assertThat(Rounds.run(UNTRAINED, Rounds.onNode(node))).isEqualTo(expected);
      assertThat(line.repeats()).isGreaterThan(10);
      assertThat(line.counters().damaged()).isPositive();
    }
  }

  /** Frames of anything, and bytes of anything in between, do not stop it. */
  @Test
  void hostileBytesDoNotStopIt() throws Exception {
    try (NodeProcess process = NodeProcess.start(untrained);
        LineCaller line = caller(process, LineOptions.DEFAULT)) {
      Random random = new Random(5);
      for (int i = 0; i < 3000; i++) {
        byte[] bytes = LineTest.drawnMessage(random).toByteArray();
        if (random.nextInt(4) == 0 && bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        process.out().write(LineCodec.encode(new LineFrame(LineCaller.REQUEST, 0, bytes)));
        byte[] noise = new byte[random.nextInt(5)];
        random.nextBytes(noise);
        process.out().write(noise);
      }
      assertThat(NodeClient.open(line::call).capability().tensorCount()).isEqualTo(6);
      assertThat(line.counters().frames()).isGreaterThan(2000);
    }
  }

  /** A node that lost its memory in a round says so, and can be offered the round anew. */
  @Test
  void resetInARoundIsTold() throws Exception {
    try (NodeProcess before = NodeProcess.start(untrained);
        LineCaller lineBefore = caller(before, LineOptions.DEFAULT);
        NodeProcess after = NodeProcess.start(untrained);
        LineCaller lineAfter = caller(after, LineOptions.DEFAULT)) {
      AtomicInteger calls = new AtomicInteger();
      NodeClient node =
          NodeClient.open(
              request ->
                  calls.incrementAndGet() < 8 ? lineBefore.call(request) : lineAfter.call(request));
      assertThatThrownBy(() -> node.train(3, 9, 2, UNTRAINED.model()))
          .isInstanceOf(NodeRefusalException.class)
          .hasMessage("node must accept tensor_part: OTHER_ROUND");
      assertThat(node.train(3, 9, 2, UNTRAINED.model()))
          .isEqualTo(Rounds.inJava(UNTRAINED, 11).train(3, UNTRAINED.model()));
    }
  }
}
