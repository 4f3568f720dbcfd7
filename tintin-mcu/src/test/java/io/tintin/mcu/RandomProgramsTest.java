package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.train.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random models, trained in random ways, have the bits of the Java trainer as C. More of them, or
 * others: {@code -Dtintin.randomPrograms=500 -Dtintin.randomSeed=7}.
 */
class RandomProgramsTest {
  private static final int COUNT = Integer.getInteger("tintin.randomPrograms", 40);
  private static final long SEED = Long.getLong("tintin.randomSeed", 1);

  @TempDir private Path folder;

  @BeforeEach
  void hasCompiler() {
    HostC.needsCompiler();
  }

  private static RandomProgram program(int i) {
    return new RandomProgram(SEED * 1_000_000 + i);
  }

  @Test
  void randomModelsHaveTheBitsOfJava() throws Exception {
    ProgramSuite suite = new ProgramSuite(folder, CExporter.SELF_TEST_STEPS);
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < COUNT; i++) {
      Checkpoint checkpoint = program(i).checkpoint();
      names.put(
          suite.add(checkpoint), i + ": " + checkpoint.model().spec() + ", " + checkpoint.config());
    }
    List<String> differing = new ArrayList<>();
    suite.differing().forEach(name -> differing.add(names.get(name)));
    assertThat(differing).isEmpty();
  }

  /** What is easily forgotten is among them. */
  @Test
  void oddModelsAreAmongThem() {
    Map<String, Integer> seen = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      ModelSpec spec = new RandomProgram(1_000_000 + i).checkpoint().model().spec();
      for (String oddity : oddities(spec)) {
        seen.merge(oddity, 1, Integer::sum);
      }
    }
    assertThat(seen)
        .containsKeys(
            "begins with Relu",
            "begins with Flatten",
            "begins with Dropout",
            "ends with Relu",
            "ends with Flatten",
            "ends with Dropout",
            "ends in one pixel",
            "stride above size",
            "wide groups",
            "branches");
  }

  private static List<String> oddities(ModelSpec spec) {
    List<String> all = new ArrayList<>();
    List<Layer> layers = spec.layers();
    all.add("begins with " + layers.get(0).getClass().getSimpleName());
    all.add("ends with " + layers.get(layers.size() - 1).getClass().getSimpleName());
    if (spec.output().rank() == 3) {
      all.add("ends in one pixel");
    }
    for (int n = 0; n < layers.size(); n++) {
      Layer layer = layers.get(n);
      if ((layer instanceof MaxPool2d two && two.stride() > two.size())
          || (layer instanceof MaxPool1d one && one.stride() > one.size())
          || (layer instanceof Conv2d conv && conv.stride() > conv.kernelWidth())) {
        all.add("stride above size");
      }
      if ((layer instanceof Conv2d two && two.inChannels() / two.groups() > 16)
          || (layer instanceof Conv1d one && one.inChannels() / one.groups() > 16)) {
        all.add("wide groups");
      }
      if (!spec.nodes().get(n).inputs().equals(List.of(n))) {
        all.add("branches");
      }
    }
    return all;
  }
}
