package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import io.tintin.core.train.Checkpoint;
import io.tintin.mcu.CExporter;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.ExampleStream;
import io.tintin.mcu.McuRun;
import io.tintin.mcu.McuTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The same training and the same test on emulated boards, with the examples in flash. */
final class NodeRuns {
  private static final String OPTIMIZATION = "-O2";
  private static final long SECONDS = 3_600;

  private final TaskStudy study;
  private final TaskData data;
  private final long seed;
  private final ExampleStream stream;

  NodeRuns(TaskStudy study, TaskData data, long seed) {
    this.study = study;
    this.data = data;
    this.seed = seed;
    List<Example> all = new ArrayList<>(data.training());
    all.addAll(data.test());
    this.stream =
        new ExampleStream(
            all.stream().map(Example::features).toList(),
            all.stream().map(Example::label).toList(),
            data.training().size());
  }

  /** Bytes of flash that the examples take. */
  long streamBytes() {
    int inputs = study.task(seed).inputs();
    return (long) (stream.trainingCount() + stream.testCount()) * (inputs + 1);
  }

  /**
   * Trains and tests on a board.
   *
   * @param method any of integers, or {@link Method#FLOAT32}
   * @param javaHits of the test in Java, which integers must have too
   * @throws IOException if the tools are missing or fail, or integers have other bits than in Java
   */
  McuRun run(Method method, int rateShift, int javaHits, McuTarget target)
      throws IOException, InterruptedException {
    CProgram program = program(method, rateShift);
    Path folder = Files.createTempDirectory("tintin-node");
    try {
      int steps = data.training().size();
      McuRun run = McuRun.of(program, target, steps, OPTIMIZATION, folder, SECONDS);
      if (method.isInteger() && run.hits() != javaHits) {
        throw new IOException("hits must be " + javaHits + ", as in Java: " + run.hits());
      }
      return run;
    } finally {
      delete(folder);
    }
  }

  private CProgram program(Method method, int rateShift) {
    String name = study.task(seed).name();
    Method exported = method.isInteger() ? method : Method.INT8;
    Checkpoint checkpoint =
        exported.trainer(study.initial(seed), rateShift, study.steps(), seed).checkpoint();
    return method.isInteger()
        ? CExporter.onStream(checkpoint, name, stream)
        : CExporter.rivalOnStream(checkpoint, name, stream, rateShift);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
