package io.tintin.mcu;

import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Trainer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Writes the trainer of a checkpoint as C99: it goes on where the checkpoint was taken, with the
 * same bits.
 *
 * <p>The C allocates nothing, has no floats and needs no library but what the compiler itself
 * calls. A gradient of a parameter is computed a piece at a time and used at once, and no int32
 * tensor is kept: next to the parameters and what the update rule keeps of them, memory holds the
 * int8 activations of a batch and as many gradients as live at the same time, in one arena where
 * they follow one another.
 *
 * <p>Source: Hu et al. 2025 (Tin-Tin), arXiv:2504.09405, for training on microcontrollers with
 * integers; the form of the program is this project's.
 */
public final class CExporter {
  /** Steps of the self-test. */
  static final int SELF_TEST_STEPS = 20;

  private CExporter() {}

  /**
   * Writes the trainer.
   *
   * @param name what all names begin with in the C, such as {@code motor}: 1 to 31 letters and
   *     digits, the first a lower-case letter; no word of C, no header of its library, and not
   *     {@code tintin…}, {@code selftest}, {@code board…} or {@code rival…}
   * @throws IllegalArgumentException if the C has no form of a part of the model or of its
   *     training, naming the part
   */
  public static CProgram export(Checkpoint checkpoint, String name) {
    return export(new TrainingPlan(checkpoint), name, List.of());
  }

  /**
   * Writes the trainer so that it needs at most so many bytes of RAM. Values are computed again, or
   * paged to flash by two functions of the firmware, with the same bits; where that is not enough,
   * only the last layers are trained. {@link StepPlan#choices} says which.
   *
   * @param budget bytes of RAM, {@link MemoryPlan#STACK_ROOM} for the stack included
   * @throws IllegalArgumentException if it does not fit, saying how many bytes it needs; or as of
   *     {@link #export(Checkpoint, String)}
   */
  public static CProgram export(Checkpoint checkpoint, String name, long budget) {
    Budget.Fit fit = Budget.fit(checkpoint, budget);
    return export(fit.plan(), name, fit.choices());
  }

  static CProgram export(TrainingPlan plan, String name, List<String> choices) {
    return program(
        plan,
        name,
        choices,
        SelfTest.source(plan, name),
        steps -> SelfTest.result(plan.checkpoint, steps));
  }

  /**
   * Writes a model that predicts alone, with fixed scales of its activations: parameters stay in
   * flash.
   *
   * @param name as of {@link #export(Checkpoint, String)}
   * @throws IllegalArgumentException if the C has no form of a layer, naming it
   */
  public static CProgram export(FrozenModel frozen, String name) {
    TrainingPlan plan = TrainingPlan.of(frozen);
    return program(
        plan,
        name,
        List.of(),
        PredictionTest.source(frozen, name),
        steps -> PredictionTest.result(frozen, steps));
  }

  private static CProgram program(
      TrainingPlan plan,
      String name,
      List<String> choices,
      String selfTest,
      IntUnaryOperator hashes) {
    ProgramName.check(name);
    Map<String, String> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER); // as some disks have
    GuideWriter guide = new GuideWriter(plan, name);
    put(files, name + ".h", guide.header());
    put(files, name + ".c", new ProgramWriter(plan, name).source());
    put(files, "tintin_config.h", guide.config());
    put(files, SelfTest.FILE, selfTest);
    for (String file : Library.files(plan)) {
      put(files, file, Library.text("c/" + file));
    }
    put(files, "README.md", guide.readme(files.keySet()));
    return new CProgram(name, files, plan.memory(), plan.order.describe(choices), hashes);
  }

  static void put(Map<String, String> files, String name, String text) {
    if (files.put(name, text) != null) {
      throw new IllegalStateException("files of a program must have different names: " + name);
    }
  }

  /**
   * Writes the trainer with a stream of examples in the place of its self-test, for a run on an
   * emulated board.
   *
   * @throws IllegalArgumentException as of {@link #export(Checkpoint, String)}, or if the loss is
   *     no cross-entropy, the batch size not 1 or an example does not fit, naming it
   */
  public static CProgram onStream(Checkpoint checkpoint, String name, ExampleStream stream) {
    TrainingPlan plan = new TrainingPlan(checkpoint);
    checkStream(plan, stream);
    CProgram program = export(plan, name, List.of());
    Map<String, String> files = new TreeMap<>(program.files());
    stream.addTo(files, name, name + ".h");
    return new CProgram(
        name,
        files,
        program.memory(),
        program.step(),
        steps -> hash(trained(checkpoint, stream, steps)));
  }

  private static void checkStream(TrainingPlan plan, ExampleStream stream) {
    if (!plan.isClasses || plan.config.batchSize() != 1) {
      throw new IllegalArgumentException(
          CText.of(
              "a stream needs a cross-entropy and a batchSize of 1: %s, %d",
              plan.config.loss(), plan.config.batchSize()));
    }
    stream.check(plan.spec.input().size(), plan.spec.output().size());
  }

  private static Checkpoint trained(Checkpoint checkpoint, ExampleStream stream, int steps) {
    Trainer trainer = Trainer.resume(checkpoint);
    for (int step = 0; step < steps; step++) {
      int example = step % stream.trainingCount();
      trainer.add(stream.features(example), stream.label(example));
      trainer.step();
    }
    return trainer.checkpoint();
  }

  /**
   * The float32 net that a program is compared with on a board: the same layers, loops, memory plan
   * and examples, trained by plain descent. It is no part of a firmware.
   *
   * @throws IllegalArgumentException if a part of the model has no float32 form there
   */
  public static CProgram rival(Checkpoint checkpoint, String name) {
    TrainingPlan plan = new TrainingPlan(checkpoint);
    Map<String, String> files = rivalFiles(new RivalWriter(plan, name));
    files.put(SelfTest.FILE, RivalSelfTest.source(name));
    return rival(plan, name, files);
  }

  /**
   * The float32 net on a stream of examples in the place of its self-test.
   *
   * @param rateShift its learning rate is {@code 2^-rateShift}, and falls to 0 where the schedule
   *     of the checkpoint is linear
   * @throws IllegalArgumentException as of {@link #rival(Checkpoint, String)} and {@link #onStream}
   */
  public static CProgram rivalOnStream(
      Checkpoint checkpoint, String name, ExampleStream stream, int rateShift) {
    TrainingPlan plan = new TrainingPlan(checkpoint);
    checkStream(plan, stream);
    Map<String, String> files = rivalFiles(new RivalWriter(plan, name, rateShift));
    stream.addTo(files, name, RivalWriter.HEADER);
    return rival(plan, name, files);
  }

  private static Map<String, String> rivalFiles(RivalWriter writer) {
    Map<String, String> files = new TreeMap<>();
    files.put(RivalWriter.HEADER, writer.header());
    files.put("rival_net.c", writer.source());
    files.put("rival.c", Library.text("rival/rival.c"));
    files.put("rival.h", Library.text("rival/rival.h"));
    files.put("tintin.h", Library.text("c/tintin.h"));
    files.put("tintin_config.h", "/* Nothing to configure. */\n");
    files.put("tintin_number.c", Library.text("c/tintin_number.c"));
    return files;
  }

  private static CProgram rival(TrainingPlan plan, String name, Map<String, String> files) {
    MemoryPlan memory = plan.memory();
    int finite = plan.spec.parameterShapes().get(0).size();
    return new CProgram(
        name,
        files,
        new MemoryPlan(4 * memory.parameters(), 0, 4 * memory.arena(), 0),
        StepPlan.NONE,
        steps -> finite);
  }

  /**
   * Names the model of a program and how it is trained, whatever it has learned. A node says it of
   * itself, and refuses a saved state of another one.
   */
  public static long fingerprint(Checkpoint checkpoint) {
    return StateWriter.fingerprint(checkpoint);
  }

  /** The hash that the C gives for the same parameters: FNV-1a of values and exponents. */
  public static int hash(Checkpoint checkpoint) {
    return SelfTest.hash(checkpoint.model());
  }
}
