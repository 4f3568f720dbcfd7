package io.tintin.core.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.Allocation;
import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Once all is compiled, a step of LeNet-5 allocates less than 1 KB, whatever the kernels; in a
 * virtual machine of its own, as what others have run decides how vectors are compiled.
 */
class StepAllocationTest {
  private static final int LIMIT = 1024;
  private static final int STEPS = 40;
  private static final int MOST_WINDOWS = 60;

  @Test
  void aStepOfLeNetAllocatesNearlyNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-Dtintin.kernels=" + KernelChoice.KERNELS.name(),
                "-cp",
                System.getProperty("java.class.path"),
                StepAllocationTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = process.inputReader(UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    long bytes = Long.parseLong(lines.get(lines.size() - 1));
    boolean mayWarn =
        KernelChoice.KERNELS.name().equals("vector") && Runtime.version().feature() == 17;
    if (mayWarn && bytes >= LIMIT) {
      System.out.println("WARNING: with vectors of JDK 17, a step allocates " + bytes + " bytes");
    } else {
      assertThat(bytes).as("bytes in a step").isLessThan(LIMIT);
    }
  }

  /** Prints the bytes of a step in the first window of steps that has few, or in the last one. */
  public static void main(String[] arguments) {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(28, 28, 1),
            new Conv2d(1, 6, 5),
            new Relu(),
            new MaxPool2d(2),
            new Conv2d(6, 16, 5),
            new Relu(),
            new MaxPool2d(2),
            new Flatten(),
            new Dense(256, 120),
            new Relu(),
            new Dense(120, 84),
            new Relu(),
            new Dense(84, 10));
    TrainerConfig config =
        TrainerConfig.DEFAULT
            .withBatchSize(16)
            .withRescaling(Rescaling.TRACKED)
            .withRule(new MomentumSgd(655, 224));
    Trainer trainer = new Trainer(Model.initial(spec, new RandomSource(1)), config);
    byte[] features = new byte[784];
    for (int f = 0; f < features.length; f++) {
      features[f] = (byte) (f % 90);
    }
    Runnable steps =
        () -> {
          for (int step = 0; step < STEPS; step++) {
            while (!trainer.isFull()) {
              trainer.add(features, trainer.pendingCount() % 10);
            }
            trainer.step();
          }
        };
    steps.run();
    long bytes = Long.MAX_VALUE;
    for (int window = 0; window < MOST_WINDOWS && bytes >= LIMIT; window++) {
      bytes = Allocation.of(steps) / STEPS;
    }
    System.out.println(bytes);
  }
}
