package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On emulated microcontrollers, a program learns from examples in flash, and is tested there. */
class StreamMcuIT {
  private static final int TRAINING = 300;
  private static final int TEST = 100;

  @TempDir private Path folder;

  private final List<byte[]> features = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  @BeforeEach
  void hasTools() {
    HostC.needsBoards();
  }

  /** Each class has nine features that stand out. */
  @BeforeEach
  void draw() {
    RandomSequence random = new RandomSequence(new RandomSource(1), 0);
    for (int e = 0; e < TRAINING + TEST; e++) {
      int label = random.nextBelow(4);
      byte[] example = new byte[36];
      for (int i = 0; i < example.length; i++) {
        example[i] = (byte) (random.nextBelow(101) - 50 + (i / 9 == label ? 30 : 0));
      }
      features.add(example);
      labels.add(label);
    }
  }

  @Test
  void boardHasTheWeightsAndHitsOfJava() throws Exception {
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    Trainer trainer = Trainer.resume(checkpoint);
    for (int e = 0; e < TRAINING; e++) {
      trainer.add(features.get(e), labels.get(e));
      trainer.step();
    }
    int hits = 0;
    for (int e = TRAINING; e < TRAINING + TEST; e++) {
      hits += trainer.predictor().run(features.get(e)).label() == labels.get(e) ? 1 : 0;
    }
    assertThat(hits).isBetween(70, 99);
    ExampleStream stream = new ExampleStream(features, labels, TRAINING);
    CProgram program = CExporter.onStream(checkpoint, "net", stream);
    for (McuTarget target : List.of(McuTarget.M0, McuTarget.M3)) {
      McuRun run = McuRun.of(program, target, TRAINING, "-O2", folder, 300);
      assertThat(run.hash()).isEqualTo(CExporter.hash(trainer.checkpoint()));
      assertThat(run.hits()).isEqualTo(hits);
      assertThat(run.isEnlarged()).isFalse();
    }
  }

  @Test
  void float32NetLearnsFromTheSameStream() throws Exception {
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    ExampleStream stream = new ExampleStream(features, labels, TRAINING);
    CProgram rival = CExporter.rivalOnStream(checkpoint, "net", stream, 4);
    McuRun run = McuRun.of(rival, McuTarget.M3, TRAINING, "-O2", folder, 300);
    assertThat(run.hits()).isBetween(70, 99);
    assertThat(run.hash()).isEqualTo(36 * 32);
  }
}
