package io.tintin.cli;

import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.training.NodeTrainer;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.MemoryPlan;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What commands for microcontrollers have in common: which trainer, and what its program needs. */
final class NodeOptions {
  /** What such a command is told. */
  static final String WHICH =
      "a file that tintin train saved, of a rule with --rescaling tracked; or a net with new weights"
          + " and the rule int8: mlp, which is mlp:36-32-16-4, mlp:784-100-10, lenet5, lenet5-small,"
          + " or a file of layers";

  static final String BATCH =
      "examples of a step on the device; of a saved model training then begins anew from its weights,"
          + " while by default it goes on where it was; of a net 1 by default";

  /** What {@code mlp} alone stands for. */
  private static final String SMALL_MLP = "mlp:36-32-16-4";

  private NodeOptions() {}

  /**
   * The trainer of a saved model or of a net.
   *
   * @param batch examples of a step, if they are said
   */
  static NodeTrainer trainer(String modelOrNet, @Nullable Integer batch) throws UsageException {
    try {
      if (ModelFile.isOne(modelOrNet)) {
        return NodeTrainer.of(
            ModelFile.read(Path.of(modelOrNet)),
            batch == null ? OptionalInt.empty() : OptionalInt.of(batch));
      }
      return NodeTrainer.untrained(
          NetParser.parse(modelOrNet.equals("mlp") ? SMALL_MLP : modelOrNet),
          batch == null ? 1 : batch);
    } catch (MalformedNetException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The program of a saved model that predicts alone. */
  static CProgram predictor(String model, @Nullable Integer batch, String name)
      throws UsageException {
    if (batch != null) {
      throw new UsageException("--batch goes with training, not with --infer-only");
    }
    if (!ModelFile.isOne(model)) {
      throw new UsageException("--infer-only needs a model that tintin train saved: " + model);
    }
    try {
      return NodeTrainer.predictor(ModelFile.read(Path.of(model)), name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  static CProgram program(NodeTrainer trainer, String name) throws UsageException {
    try {
      return trainer.program(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What a program needs, in one line. */
  static String memory(CProgram program) {
    MemoryPlan memory = program.memory();
    return String.format(
        Locale.ROOT,
        "ram without stack %,d bytes: parameters %,d, update rule %,d, arena %,d,"
            + " bookkeeping about %,d",
        memory.total(),
        memory.parameters(),
        memory.rule(),
        memory.arena(),
        memory.bookkeeping());
  }
}
