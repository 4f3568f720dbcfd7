package io.tintin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.cli.data.DataSource;
import io.tintin.cli.data.IdxFiles;
import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.training.Seeds;
import io.tintin.cli.training.TrainingPlan;
import io.tintin.cli.training.TrainingRule;
import io.tintin.cli.training.TrainingRun;
import io.tintin.core.layer.Layer;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nets with branches, from their files to trained models. */
class NetFilesTest {
  @TempDir Path folder;

  private static String net(String name) throws Exception {
    return Path.of(NetFilesTest.class.getResource("/nets/" + name).toURI()).toString();
  }

  @Test
  void filesHaveEveryKindOfLayer() throws Exception {
    Set<Class<?>> kinds =
        Stream.of(net("every-layer.net"), net("sequence.net"), net("sequence-pools.net"))
            .flatMap(NetFilesTest::layers)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertThat(kinds).containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
  }

  private static Stream<Layer> layers(String net) {
    try {
      return NetParser.parse(net).layers().stream();
    } catch (MalformedNetException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aligned",
        "aligned --rescaling dynamic",
        "lion",
        "lion --rescaling compound",
        "int8",
        "niti",
      })
  void everyLayerIsTrainedByIntegers(String rule) throws Exception {
    IdxFiles.folder(folder.resolve("mnist"), 300, 60);
    String model = folder.resolve("a.model").toString();
    List<String> words = List.of("train", "--data", "mnist", "--net", net("every-layer.net"));
    List<String> more = List.of("--batch", "8", "--epochs", "4", "--out", model, "--rule");
    CommandRun trained =
        CommandRun.of(
            folder,
            Stream.of(words, more, Arrays.asList(rule.split(" ")))
                .flatMap(List::stream)
                .toArray(String[]::new));
    trained.assertDone();
    assertThat(trained.fromEnd(1)).matches("test accuracy ([89][0-9]|100)\\.[0-9]{2} %");
    assertThat(CommandRun.of(folder, "reproduce", model).assertDone().fromEnd(0))
        .isEqualTo(trained.fromEnd(0));
  }

  @Test
  void summaryNamesTheInputsOfABranch() throws Exception {
    String text = String.join("\n", CommandRun.of(folder, "summary", net("sequence.net")).lines());
    assertThat(text).contains("2  Conv1d of [0]", "3  Add of [1, 2]");
  }

  @Test
  void summaryListsPoolsOfSequences() throws Exception {
    String net = net("sequence-pools.net");
    String text = String.join("\n", CommandRun.of(folder, "summary", net).lines());
    assertThat(text).contains("2  MaxPool1d", "3  AveragePool1d of [1]", "4  Concat of [2, 3]");
  }

  /** No data of the command is a sequence, so the run is one of its parts. */
  @ParameterizedTest
  @CsvSource({"aligned, rate, 0.01", "lion, rate, 0.002", "int8, rate, 1/16", "niti, mu, 3"})
  void sequencesAreTrainedByIntegers(String name, String setting, String value) throws Exception {
    ModelSpec spec = NetParser.parse(net("sequence.net"), Shape.of(16, 2), 3);
    TrainingRule rule = TrainingRules.named(name);
    Map<String, String> settings = rule.settle(Map.of(setting, value), 3);
    TrainingPlan plan =
        new TrainingPlan(new DataSource("", "", ""), "", name, settings, 3, 300, 1, 0, 0, "");
    TrainingRun run = rule.start(new Seeds(1).model(spec), plan, 3, 1);
    double first = step(run);
    double last = first;
    for (int step = 1; step < 300; step++) {
      last = step(run);
    }
    assertThat(last).isLessThan(first / 2);
  }

  /** Three examples that differ in one channel. */
  private static double step(TrainingRun run) {
    for (int label = 0; label < 3; label++) {
      byte[] features = new byte[32];
      Arrays.fill(features, (byte) (label == 0 ? 0 : 40));
      for (int i = 0; label == 2 && i < 32; i += 2) {
        features[i] = -40;
      }
      run.add(features, label);
    }
    return run.step();
  }
}
