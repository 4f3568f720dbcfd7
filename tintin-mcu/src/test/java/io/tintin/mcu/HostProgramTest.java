package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.loss.AbsoluteError;
import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Lion;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled for this machine, a program gives the bits of the Java trainer. */
class HostProgramTest {
  private static final List<String> CHECKED =
      List.of("-O0", "-fsanitize=undefined,address", "-fno-sanitize-recover=all");

  @TempDir private Path folder;

  @BeforeEach
  void hasCompiler() {
    HostC.needsCompiler();
  }

  /** The status of the self-test: 0 if all bits are equal. */
  private void check(Checkpoint checkpoint, List<String> options) throws Exception {
    CExporter.export(checkpoint, "net").writeTo(folder);
    compile(options);
    assertThat(Tool.run(List.of("./selftest"), folder, 60)).isEmpty();
  }

  private void compile(List<String> options) throws IOException, InterruptedException {
    List<String> sources;
    try (Stream<Path> files = Files.list(folder)) {
      sources =
          files
              .map(path -> path.getFileName().toString())
              .filter(file -> file.endsWith(".c"))
              .sorted()
              .toList();
    }
    Objects.link(folder, "selftest", sources, options);
  }

  static List<UpdateRule> rules() {
    return List.of(
        new AlignedSgd(3),
        new AlignedSgd(2, Rounding.PSEUDO_STOCHASTIC),
        new AlignedSgd(0, Rounding.NEAREST),
        new NitiSgd(5),
        new MomentumSgd(2_000, 224),
        new MomentumSgd(9_000, 250, 60_000, Rounding.NEAREST),
        new Lion(400));
  }

  /** Steps of the self-test after which the scale of some parameter is coarser. */
  private static int coarserSteps(Checkpoint begin) {
    int coarser = 0;
    List<Integer> before = downs(begin);
    for (int step = 1; step <= CExporter.SELF_TEST_STEPS; step++) {
      List<Integer> after = downs(SelfTest.trained(begin, step).checkpoint());
      boolean isCoarser = false;
      for (int p = 0; p < after.size(); p++) {
        isCoarser |= after.get(p) < before.get(p);
      }
      coarser += isCoarser ? 1 : 0;
      before = after;
    }
    return coarser;
  }

  private static List<Integer> downs(Checkpoint checkpoint) {
    return checkpoint.model().parameters().stream().map(p -> (int) p.scale().down()).toList();
  }

  static List<TrainerConfig> ties() {
    TrainerConfig config = Programs.CONFIG.withSchedule(Schedule.CONSTANT);
    UpdateRule aligned = new AlignedSgd(0, Rounding.NEAREST_EVEN);
    return List.of(
        config.withRule(aligned),
        config.withRule(aligned).withBatchSize(3),
        config.withRule(new MomentumSgd(9_000, 128, 0, Rounding.NEAREST_EVEN)));
  }

  /** Without a schedule ratios are short, and half a step is often just that. */
  @ParameterizedTest
  @MethodSource("ties")
  void tiesToEvenHaveTheSameBits(TrainerConfig config) throws Exception {
    check(Programs.trained(Programs.MLP, config, 10), CHECKED);
  }

  @Test
  void tableIsThatOfTheHyperbolicTangent() {
    Matcher table =
        Pattern.compile("(?s)TANH\\[LINES \\+ 1\\] = \\{(.*?)\\}")
            .matcher(Library.text("c/tintin_tanh.c"));
    assertThat(table.find()).isTrue();
    String[] values = table.group(1).trim().split(",\\s*");
    assertThat(values).hasSize(65);
    for (int j = 0; j < values.length; j++) {
      long expected = Math.round(Math.tanh(j / 16.0) * (1 << 15));
      assertThat(Integer.parseInt(values[j])).as("entry %d", j).isEqualTo((int) expected);
    }
  }

  static List<UpdateRule> rulesWithLargeSteps() {
    return List.of(
        new AlignedSgd(-3, Rounding.PSEUDO_STOCHASTIC),
        new MomentumSgd(1 << 20, 250, 60_000, Rounding.NEAREST),
        new Lion(1 << 17));
  }

  /** The rest of a tensor is then computed a second time, in the middle of an update. */
  @ParameterizedTest
  @MethodSource("rulesWithLargeSteps")
  void weightsThatLeaveTheirScaleHaveTheSameBits(UpdateRule rule) throws Exception {
    TrainerConfig config = Programs.CONFIG.withRule(rule).withBatchSize(3);
    Checkpoint begin = Programs.trained(Programs.MLP, config, 50);
    assertThat(coarserSteps(begin)).isGreaterThan(1);
    check(begin, CHECKED);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleHasTheSameBits(UpdateRule rule) throws Exception {
    TrainerConfig config = Programs.CONFIG.withRule(rule).withBatchSize(3);
    check(Programs.trained(Programs.MLP, config, 50), CHECKED);
  }

  static List<ModelSpec> nets() {
    return List.of(Programs.IMAGES, Programs.SEQUENCES);
  }

  @ParameterizedTest
  @MethodSource("nets")
  void everyLayerHasTheSameBitsFromTheFirstStepOn(ModelSpec spec) throws Exception {
    check(Programs.untrained(spec, Programs.CONFIG.withBatchSize(5)), CHECKED);
  }

  @ParameterizedTest
  @MethodSource("nets")
  void everyLayerGoesOnAfterManySteps(ModelSpec spec) throws Exception {
    check(Programs.trained(spec, Programs.CONFIG.withBatchSize(2), 130), CHECKED);
  }

  @Test
  void squaredErrorHasTheSameBits() throws Exception {
    SquaredError loss = new SquaredError(Scale.powerOfTwo(-5), 60); // beyond, it is Huber's
    TrainerConfig config = Programs.CONFIG.withLoss(loss).withBatchSize(2);
    check(Programs.untrained(Programs.MLP, config), CHECKED);
  }

  static List<Schedule> schedules() {
    return List.of(
        new Schedule(Schedule.Decay.QUADRATIC, 30, 0), new Schedule(Schedule.Decay.HALVING, 24, 7));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void everyScheduleHasTheSameBits(Schedule schedule) throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(5), new Dense(5, 7), new Relu(), new Dense(7, 2));
    check(Programs.trained(spec, Programs.CONFIG.withSchedule(schedule), 9), CHECKED);
  }

  @ParameterizedTest
  @MethodSource("selections")
  void onlyWhatIsTrainedChanges(Trainable trainable) throws Exception {
    check(Programs.untrained(Programs.IMAGES, Programs.CONFIG.withTrainable(trainable)), CHECKED);
  }

  static List<Trainable> selections() {
    return List.of(Trainable.biasOnly(), Trainable.allBut(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-O3", "-Os"})
  void everyOptimizationHasTheSameBits(String optimization) throws Exception {
    check(Programs.untrained(Programs.LENET5_SMALL, Programs.CONFIG), List.of(optimization));
  }

  /** Values that leave memory: all computed again, all paged, or half and half. */
  static List<ModelSpec> graphs() {
    return List.of(Programs.ALL_IMAGES, Programs.ALL_SEQUENCES);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void valuesThatLeaveMemoryHaveTheSameBits(ModelSpec spec) throws Exception {
    Checkpoint checkpoint = Programs.untrained(spec, Programs.CONFIG.withBatchSize(3));
    SortedSet<Integer> all = new TreeSet<>(new TrainingPlan(checkpoint).order.saveable());
    SortedSet<Integer> computed = new TreeSet<>(all.tailSet(1));
    int middle = List.copyOf(all).get(all.size() / 2);
    List<Saving> savings =
        List.of(
            new Saving(computed, Collections.emptySortedSet()),
            new Saving(Collections.emptySortedSet(), all),
            new Saving(computed.tailSet(middle), all.headSet(middle)));
    for (Saving saving : savings) {
      TrainingPlan saved = new TrainingPlan(checkpoint, saving);
      assertThat(saved.order.computedAgain().size() + saved.order.paged().size()).isPositive();
      CExporter.export(saved, "net", List.of()).writeTo(folder);
      compile(CHECKED);
      Tool.run(List.of("./selftest"), folder, 60);
    }
  }

  static List<ModelSpec> predictors() {
    return List.of(
        Programs.IMAGES,
        Programs.ALL_IMAGES,
        Programs.ALL_SEQUENCES,
        ModelSpec.of(Shape.of(9), new Dense(9, 5), new Tanh(), new Dense(5, 1)));
  }

  @ParameterizedTest
  @MethodSource("predictors")
  void predictionsAloneHaveTheSameBits(ModelSpec spec) throws Exception {
    TrainerConfig config = Programs.CONFIG.withLoss(new SquaredError(Scale.powerOfTwo(-5)));
    FrozenModel frozen = Trainer.resume(Programs.trained(spec, config, 30)).frozen();
    CProgram program = CExporter.export(frozen, "net");
    assertThat(program.memory().parameters()).isZero();
    assertThat(program.files()).doesNotContainKey("tintin_cross_entropy.c");
    program.writeTo(folder);
    compile(CHECKED);
    Tool.run(List.of("./selftest"), folder, 60);
  }

  /** Runs a main function of its own with a program. */
  private String output(Checkpoint checkpoint, String main) throws Exception {
    CExporter.export(checkpoint, "net").writeTo(folder);
    Files.writeString(
        folder.resolve("main.c"),
        "#include <stddef.h>\n#include <stdio.h>\n#include \"net.h\"\nint main(void) {\n"
            + main
            + "\nreturn 0;\n}\n");
    List<String> options = new ArrayList<>(CHECKED);
    options.add("-DNO_MAIN");
    compile(options);
    return Tool.run(List.of("./selftest"), folder, 60);
  }

  @Test
  void hashOfParametersIsThatOfJava() throws Exception {
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    assertThat(output(checkpoint, "printf(\"%08lx\", (unsigned long)netHash());"))
        .isEqualTo(CText.of("%08x", CExporter.hash(checkpoint)));
    Checkpoint other = Programs.trained(Programs.MLP, Programs.CONFIG, 1);
    assertThat(CExporter.hash(other)).isNotEqualTo(CExporter.hash(checkpoint));
  }

  /** Shifts of both signs, small odd multipliers so that ties are common, and the largest. */
  @Test
  void everyRoundingHasTheSameBits() throws Exception {
    String main =
        """
        const int32_t multipliers[] = {1, 3, 5, 32767};
        for (int rounding = 0; rounding < 4; rounding++) {
          uint32_t hash = TINTIN_HASH;
          for (int m = 0; m < 4; m++) {
            for (int32_t shift = -3; shift < 64; shift++) {
              for (uint32_t i = 0; i < 400; i++) {
                const TintinRatio ratio = {multipliers[m], shift};
                const uint32_t v = i < 200 ? i : i * 9973 * 457;
                const int32_t value = (int32_t)(v & 0x3FFFFFFF) - 100;
                const uint32_t bits = i * 0x9E3779B9U;
                const int32_t of =
                    tintinApply(ratio, value, 0x3FFFFFFF, (TintinRounding)rounding, bits);
                hash = (hash ^ (uint32_t)of) * 16777619U;
              }
            }
          }
          printf("%08lx ", (unsigned long)hash);
        }
        """;
    Checkpoint checkpoint = Programs.untrained(Programs.MLP, Programs.CONFIG);
    StringBuilder expected = new StringBuilder();
    for (Rounding rounding : Rounding.values()) {
      int hash = 0x811C_9DC5;
      for (int multiplier : new int[] {1, 3, 5, 32767}) {
        for (int shift = -3; shift < 64; shift++) {
          for (int i = 0; i < 400; i++) {
            long ratio = ((long) shift << 32) | multiplier;
            int value = ((i < 200 ? i : i * 9973 * 457) & 0x3FFF_FFFF) - 100;
            int of = Rescale.apply(ratio, value, 0x3FFF_FFFF, rounding, i * 0x9E37_79B9);
            hash = (hash ^ of) * 16_777_619;
          }
        }
      }
      expected.append(CText.of("%08x ", hash));
    }
    assertThat(output(checkpoint, main)).isEqualTo(expected.toString());
  }

  /** Values, then the exponents, of the weights and of the bias. */
  @Test
  void hashIsThatOfValuesAndExponents() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 2));
    List<Int8Tensor> parameters =
        List.of(
            Int8Tensor.of(Shape.of(2, 1), Scale.UNIT, (byte) 1, (byte) -1),
            Int8Tensor.of(Shape.of(2), Scale.powerOfTwo(-7), (byte) 0, (byte) 2));
    Checkpoint checkpoint = new Trainer(new Model(spec, parameters), Programs.CONFIG).checkpoint();
    int hash = 0x811C_9DC5;
    for (int next : new int[] {1, 0xFF, 0, 0, 0, 0, 2, 0xF9, 0, 0}) {
      hash = (hash ^ next) * 16_777_619;
    }
    assertThat(CExporter.hash(checkpoint)).isEqualTo(hash);
  }

  /** As Java throws, nothing changes where -128 comes in. */
  @Test
  void examplesThatJavaRefusesAreRefused() throws Exception {
    ModelSpec spec = ModelSpec.of(Shape.of(2), new Dense(2, 2));
    String features = "const int8_t bad[] = {3, -128}, good[] = {3, -127};";
    String classes =
        """
        printf("%d %d ", netAdd(bad, 0), netAdd(good, 2));
        printf("%d %d ", netPredict(bad) == NULL, netClassify(bad));
        printf("%d %d %d", netPredict(good) == NULL, netClassify(good) < 2, netAdd(good, 1));
        """;
    assertThat(output(Programs.untrained(spec, Programs.CONFIG), features + classes))
        .isEqualTo("0 0 1 2 0 1 1");
    String targets =
        """
        const int8_t two[] = {0, 2}, one[] = {0, 1};
        printf("%d %d %d", netAdd(good, two), netAdd(bad, one), netAdd(good, one));
        """;
    TrainerConfig config = Programs.CONFIG.withLoss(new BinaryCrossEntropy());
    assertThat(output(Programs.untrained(spec, config), features + targets)).isEqualTo("0 0 1");
  }

  /** Targets of an image are channel by channel; each second example is its own target. */
  @Test
  void reconstructionHasTheSameBits() throws Exception {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(3, 2, 2), new Flatten(), new Dense(12, 5), new Tanh(), new Dense(5, 12));
    for (Loss loss :
        List.of(
            new SquaredError(Programs.CONFIG.inputScale()),
            new AbsoluteError(Programs.CONFIG.inputScale()))) {
      TrainerConfig config = Programs.CONFIG.withLoss(loss).withBatchSize(3);
      Checkpoint checkpoint = Programs.untrained(spec, config);
      check(checkpoint, CHECKED);
      assertThat(Files.readString(folder.resolve("selftest.c"))).contains("netAddOwn(features)");
    }
  }

  /** A self-test that cannot fail would prove nothing. */
  @Test
  void oneOtherWeightIsSeen() throws Exception {
    CExporter.export(Programs.untrained(Programs.MLP, Programs.CONFIG), "net").writeTo(folder);
    Path source = folder.resolve("net.c");
    String text = Files.readString(source);
    String other =
        text.replaceFirst("values0\\[1152\\] = \\{\n    -?\\d+,", "values0[1152] = {\n    1,");
    assertThat(other).isNotEqualTo(text);
    Files.writeString(source, other);
    compile(List.of());
    assertThat(folder.resolve("selftest")).isExecutable();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> Tool.run(List.of("./selftest"), folder, 60))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status must be 0: 1");
  }
}
