package io.tintin.cli;

import io.tintin.cli.net.MalformedNetException;
import io.tintin.cli.net.NetParser;
import io.tintin.cli.training.NodeTrainer;
import io.tintin.mcu.CProgram;
import io.tintin.mcu.MemoryPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  static final String BUDGET =
      "bytes of RAM that it may need, 1,024 for the stack included, as 16KB: values are then computed"
          + " again or paged to flash, with the same bits; where that is not enough, only the last"
          + " layers are trained";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KB|MB)?");

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
  static CProgram predictor(
      String model, @Nullable Integer batch, @Nullable String budget, String name)
      throws UsageException {
    if (batch != null || budget != null) {
      throw new UsageException(
          (batch == null ? "--budget" : "--batch") + " goes with training, not with --infer-only");
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

  /**
   * The program of a trainer.
   *
   * @param budget bytes of RAM as {@code 16KB}, or null for as many as it needs
   */
  static CProgram program(NodeTrainer trainer, String name, @Nullable String budget)
      throws UsageException {
    try {
      return budget == null ? trainer.program(name) : trainer.program(name, bytes(budget));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Bytes of a text as {@code 16384}, {@code 16KB} or {@code 1MB}; a KB has 1024. */
  private static long bytes(String text) throws UsageException {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("--budget must be bytes, as 16384, 16KB or 1MB: " + text);
    }
    int shift = matcher.group(2) == null ? 0 : matcher.group(2).equals("KB") ? 10 : 20;
    return Long.parseLong(matcher.group(1)) << shift;
  }

  /** What a program needs, and what was chosen so that it fits, in lines. */
  static List<String> memory(CProgram program) {
    MemoryPlan memory = program.memory();
    List<String> lines = new ArrayList<>();
    lines.add(sizes(memory));
    lines.addAll(program.step().choices());
    return lines;
  }

  private static String sizes(MemoryPlan memory) {
    return String.format(
        Locale.ROOT,
        "ram without stack %,d bytes: parameters %,d, update rule %,d, arena %,d, bookkeeping %,d",
        memory.total(),
        memory.parameters(),
        memory.rule(),
        memory.arena(),
        memory.bookkeeping());
  }
}
