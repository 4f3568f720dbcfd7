package io.tintin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Predictor;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of README.md: it compiles, learns, and is the text that stands there. */
class ReadmeTest {
  // [example]
  /** Learns to tell whether two sensors disagree, and returns the model as bytes. */
  static byte[] learn() {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 8), new Relu(), new Dense(8, 2));
    Model start = Model.initial(spec, new RandomSource(1));
    Trainer trainer = new Trainer(start, TrainerConfig.DEFAULT.withBatchSize(16));
    RandomSequence sensors = new RandomSequence(new RandomSource(2), 0);
    for (int i = 0; i < 20_000; i++) {
      byte[] frame = {(byte) (sensors.nextBelow(201) - 100), (byte) (sensors.nextBelow(201) - 100)};
      trainer.add(frame, Math.abs(frame[0] - frame[1]) > 50 ? 1 : 0);
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    return ModelCodec.encode(trainer.model());
  }

  // [/example]

  @Test
  void exampleLearns() throws Exception {
    Model model = ModelCodec.decode(learn());
    Predictor predictor = new Predictor(model, TrainerConfig.DEFAULT.inputScale());
    RandomSequence sensors = new RandomSequence(new RandomSource(3), 0);
    int hits = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] frame = {(byte) (sensors.nextBelow(201) - 100), (byte) (sensors.nextBelow(201) - 100)};
      boolean disagree = Math.abs(frame[0] - frame[1]) > 50;
      hits += (predictor.run(frame).label() == 1) == disagree ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(950);
  }

  @Test
  void exampleIsTheTextOfTheReadme() throws Exception {
    String source = Files.readString(Path.of("src/test/java/io/tintin/samples/ReadmeTest.java"));
    int from = source.indexOf("  // [example]\n") + "  // [example]\n".length();
    String example = source.substring(from, source.indexOf("\n\n  // [/example]")).stripIndent();
    assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + example + "\n```");
  }
}
