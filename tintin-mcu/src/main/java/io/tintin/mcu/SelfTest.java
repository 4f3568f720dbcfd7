package io.tintin.mcu;

import io.tintin.core.loss.BinaryCrossEntropy;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Predictor;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.util.Locale;

/** A program that trains some steps on random examples, and what comes out in Java. */
final class SelfTest {
  static final String FILE = "selftest.c";

  private static final RandomSource FEATURES = new RandomSource(1);
  private static final RandomSource TARGETS = new RandomSource(2);
  private static final RandomSource PATTERNS = new RandomSource(3);

  private static final Scale PREDICTED = Scale.powerOfTwo(-10);

  /** Of FNV-1a, as the next. */
  static final int PRIME = 16_777_619;

  static final int BEGIN = 0x811C_9DC5;

  private final Trainer trainer;
  private final boolean isOfClasses;
  private final boolean reconstructs;
  private final byte[] features;
  private final int[] targets;
  private int exampleCount;
  private int predicted = BEGIN;

  private SelfTest(Checkpoint checkpoint) {
    TrainerConfig config = checkpoint.config();
    this.trainer = Trainer.resume(checkpoint);
    this.features = new byte[checkpoint.model().spec().input().size()];
    this.targets = new int[checkpoint.model().spec().output().size()];
    this.isOfClasses = LossCode.of(config.loss()).isOfClasses();
    this.reconstructs =
        config.loss().takesTargetsOf(config.inputScale()) && features.length == targets.length;
  }

  /** What values are paged to, elsewhere than on a board, which has its own. */
  private static final String PAGES =
      """

      #ifndef NO_MAIN
      static int8_t pages[NAME_PAGE_BYTES];

      void tintinPageOut(uint32_t offset, const int8_t *values, uint32_t count) {
        for (uint32_t i = 0; i < count; i++) {
          pages[offset + i] = values[i];
        }
      }

      void tintinPageIn(uint32_t offset, int8_t *values, uint32_t count) {
        for (uint32_t i = 0; i < count; i++) {
          values[i] = pages[offset + i];
        }
      }
      #endif
      """;

  static String source(TrainingPlan plan, String name) {
    String constant = name.toUpperCase(Locale.ROOT);
    String example =
        plan.isClasses
            ? """
              const TintinKey labelKey = {2, 0}, patternKey = {3, 0};
              const uint16_t label = (uint16_t)(tintinRandom(labelKey, example) %% %1$s_OUTPUTS);
              for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
                const uint32_t pattern = tintinRandom(patternKey, (uint32_t)label * %1$s_INPUTS + i);
                features[i] = (int8_t)(features[i] / 4 + ((pattern & 1) != 0 ? 64 : -64));
              }
              %2$sAdd(features, label);
            """
            : """
              static int8_t targets[%1$s_OUTPUTS];
              const TintinKey targetKey = {2, 0};
              for (uint32_t o = 0; o < %1$s_OUTPUTS; o++) {
                targets[o] = %3$s;
              }
              %4$s%2$sAdd(features, targets);
            """;
    return CText.of(
        """
    /* Trains on random examples; compares parameters and predictions with the Java trainer's. */
    #include "%2$s.h"

    %5$s%6$s
    static uint32_t exampleCount;

    static void add(uint32_t example) {
      const TintinKey featureKey = {1, 0};
      for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
        features[i] = drawn(featureKey, example * %1$s_INPUTS + i);
      }
    %3$s}

    static void predict(void) {
      const TintinScale scale = {-10, 0, 0};
      %2$sPredict(features);
      for (uint16_t o = 0; o < %1$s_OUTPUTS; o++) {
        predicted = (predicted ^ (uint32_t)%2$sOutput(o, &scale)) * 16777619U;
      }
    }

    /* Batches are of different sizes; some of their examples are predicted while they wait. */
    uint64_t %2$sSelfTestStep(uint32_t step) {
      for (uint32_t left = %1$s_BATCH - step %% %1$s_BATCH; left > 0; left--) {
        add(exampleCount++);
      }
      if (step %% 4 == 0) {
        predict();
      }
      const uint64_t begin = BOARD_TICKS();
      %2$sStep();
      return BOARD_TICKS() - begin;
    }

    %4$s
    """,
        constant,
        name,
        CText.of(example, constant, name, target(plan, constant), own(plan, name)).indent(2),
        end(name, result(plan.checkpoint, CExporter.SELF_TEST_STEPS)),
        begin(name),
        plan.order.pageBytes() == 0 ? "" : PAGES.replace("NAME", constant));
  }

  private static String target(TrainingPlan plan, String constant) {
    String form =
        plan.config.loss() instanceof BinaryCrossEntropy
            ? "(int8_t)(tintinRandom(targetKey, example * %s_OUTPUTS + o) & 1)"
            : "drawn(targetKey, example * %s_OUTPUTS + o)";
    return CText.of(form, constant);
  }

  /** Where it can be done, each second example has its own features as targets. */
  private static String own(TrainingPlan plan, String name) {
    return plan.reconstructs
        ? CText.of("if (example %% 2 == 1) {\n    %sAddOwn(features);\n    return;\n  }\n  ", name)
        : "";
  }

  /** What all self-tests declare: their functions, a clock, and random features. */
  static String begin(String name) {
    return CText.of(
        """
    /* Makes one step, of this number; returns what a clock says that it took. Elsewhere than on a
     * board with BOARD_TICKS there is no clock. */
    uint64_t %2$sSelfTestStep(uint32_t step);

    /* Of parameters and predictions. */
    uint32_t %2$sSelfTestHash(void);

    #ifdef BOARD_TICKS
    uint64_t BOARD_TICKS(void);
    #else
    #define BOARD_TICKS() UINT64_C(0)
    #endif

    static int8_t drawn(TintinKey key, uint32_t counter) {
      return (int8_t)((int16_t)(tintinRandom(key, counter) %% 255U) - 127);
    }

    static int8_t features[%1$s_INPUTS];
    static uint32_t predicted = TINTIN_HASH;
    """,
        name.toUpperCase(Locale.ROOT), name);
  }

  /** What they end with: their hash, and a program that compares it. */
  static String end(String name, int result) {
    return CText.of(
        """
    uint32_t %1$sSelfTestHash(void) {
      return (%1$sHash() ^ predicted) * 16777619U;
    }

    #ifndef NO_MAIN
    int main(void) {
      for (uint32_t step = 0; step < %2$d; step++) {
        %1$sSelfTestStep(step);
      }
      return %1$sSelfTestHash() == 0x%3$08XU ? 0 : 1;
    }
    #endif
    """,
        name, CExporter.SELF_TEST_STEPS, result);
  }

  /** What the C gives after so many steps: a hash of parameters and predictions. */
  static int result(Checkpoint checkpoint, int steps) {
    SelfTest test = run(checkpoint, steps);
    return (hash(test.trainer.model()) ^ test.predicted) * PRIME;
  }

  /** The trainer after steps of the self-test. */
  static Trainer trained(Checkpoint checkpoint, int steps) {
    return run(checkpoint, steps).trainer;
  }

  private static SelfTest run(Checkpoint checkpoint, int steps) {
    SelfTest test = new SelfTest(checkpoint);
    for (int step = 0; step < steps; step++) {
      test.step(step);
    }
    return test;
  }

  private void step(int step) {
    int batchSize = trainer.config().batchSize();
    for (int left = batchSize - step % batchSize; left > 0; left--) {
      add(exampleCount++);
    }
    if (step % 4 == 0) {
      Predictor predictor = trainer.predictor().run(features);
      for (int o = 0; o < targets.length; o++) {
        predicted = (predicted ^ predictor.output(o, PREDICTED)) * PRIME;
      }
    }
    trainer.step();
  }

  private void add(int example) {
    draw(features, example);
    Loss loss = trainer.config().loss();
    if (isOfClasses) {
      trainer.add(features, pattern(features, example, targets.length));
      return;
    }
    for (int o = 0; o < targets.length; o++) {
      int counter = example * targets.length + o;
      targets[o] =
          loss instanceof BinaryCrossEntropy ? TARGETS.bits(counter) & 1 : drawn(TARGETS, counter);
    }
    boolean isOwn = reconstructs && example % 2 == 1;
    if (isOwn) {
      trainer.add(features);
    } else {
      trainer.add(features, targets);
    }
  }

  /** Something to learn: each class has a pattern of its own, under noise. Returns the label. */
  private static int pattern(byte[] features, int example, int outputs) {
    int label = Integer.remainderUnsigned(TARGETS.bits(example), outputs);
    for (int i = 0; i < features.length; i++) {
      boolean isHigh = (PATTERNS.bits(label * features.length + i) & 1) != 0;
      features[i] = (byte) (features[i] / 4 + (isHigh ? 64 : -64));
    }
    return label;
  }

  /** Features of a number, without pattern. */
  static void draw(byte[] features, int example) {
    for (int i = 0; i < features.length; i++) {
      features[i] = (byte) drawn(FEATURES, example * features.length + i);
    }
  }

  private static int drawn(RandomSource random, int counter) {
    return Integer.remainderUnsigned(random.bits(counter), 255) - 127;
  }

  /** FNV-1a of values and exponents, parameter by parameter. */
  static int hash(Model model) {
    int hash = BEGIN;
    for (Int8Tensor tensor : model.parameters()) {
      for (byte value : tensor.toArray()) {
        hash = next(hash, value);
      }
      Scale scale = tensor.scale();
      hash = next(next(next(hash, scale.shift()), scale.up()), scale.down());
    }
    return hash;
  }

  private static int next(int hash, byte value) {
    return (hash ^ (value & 0xFF)) * PRIME;
  }
}
