package io.tintin.mcu;

import io.tintin.core.loss.CrossEntropy;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import java.util.Locale;

/** A program that trains some steps on random examples, and what comes out in Java. */
final class SelfTest {
  private static final RandomSource FEATURES = new RandomSource(1);
  private static final RandomSource TARGETS = new RandomSource(2);
  private static final RandomSource PATTERNS = new RandomSource(3);

  private SelfTest() {}

  static String source(Checkpoint checkpoint, String name) {
    boolean isClasses = checkpoint.config().loss() instanceof CrossEntropy;
    String constant = name.toUpperCase(Locale.ROOT);
    String example =
        isClasses
            ? """
              const TintinKey labelKey = {2, 0}, patternKey = {3, 0};
              const uint16_t label = (uint16_t)(tintinRandom(labelKey, example) %% %1$s_OUTPUTS);
              for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
                const uint32_t pattern = tintinRandom(patternKey, label * %1$s_INPUTS + i);
                features[i] = (int8_t)(features[i] / 2 + ((pattern & 1) != 0 ? 32 : -32));
              }
              %2$sAdd(features, label);
            """
            : """
              static int8_t targets[%1$s_OUTPUTS];
              const TintinKey targetKey = {2, 0};
              for (uint32_t o = 0; o < %1$s_OUTPUTS; o++) {
                targets[o] = drawn(targetKey, example * %1$s_OUTPUTS + o);
              }
              %2$sAdd(features, targets);
            """;
    return CText.of(
        """
    /* Trains on random examples and compares the parameters with those of the Java trainer. */
    #include "%2$s.h"

    /* Makes one step, of this number; returns what a clock says that it took. Elsewhere than on a
     * board with BOARD_TICKS there is no clock. */
    uint32_t %2$sSelfTestStep(uint32_t step);

    #ifdef BOARD_TICKS
    uint32_t BOARD_TICKS(void);
    #else
    #define BOARD_TICKS() 0U
    #endif

    static int8_t drawn(TintinKey key, uint32_t counter) {
      return (int8_t)((int16_t)(tintinRandom(key, counter) %% 255U) - 127);
    }

    static void add(uint32_t example) {
      static int8_t features[%1$s_INPUTS];
      const TintinKey featureKey = {1, 0};
      for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
        features[i] = drawn(featureKey, example * %1$s_INPUTS + i);
      }
    %3$s}

    uint32_t %2$sSelfTestStep(uint32_t step) {
      for (uint32_t b = 0; b < %1$s_BATCH; b++) {
        add(step * %1$s_BATCH + b);
      }
      const uint32_t begin = BOARD_TICKS();
      %2$sStep();
      return BOARD_TICKS() - begin;
    }

    #ifndef NO_MAIN
    int main(void) {
      for (uint32_t step = 0; step < %4$d; step++) {
        %2$sSelfTestStep(step);
      }
      return %2$sHash() == 0x%5$08XU ? 0 : 1;
    }
    #endif
    """,
        constant,
        name,
        CText.of(example, constant, name).indent(2),
        CExporter.SELF_TEST_STEPS,
        hash(trained(checkpoint, CExporter.SELF_TEST_STEPS)));
  }

  private static Model trained(Checkpoint checkpoint, int steps) {
    return run(checkpoint, steps).model();
  }

  /** The trainer after steps of the self-test. */
  static Trainer run(Checkpoint checkpoint, int steps) {
    Trainer trainer = Trainer.resume(checkpoint);
    int inputs = checkpoint.model().spec().input().size();
    int outputs = checkpoint.model().spec().output().size();
    boolean isClasses = checkpoint.config().loss() instanceof CrossEntropy;
    int examples = steps * checkpoint.config().batchSize();
    byte[] features = new byte[inputs];
    int[] targets = new int[outputs];
    for (int example = 0; example < examples; example++) {
      for (int i = 0; i < inputs; i++) {
        features[i] = (byte) drawn(FEATURES, example * inputs + i);
      }
      if (isClasses) {
        trainer.add(features, pattern(features, example, outputs));
      } else {
        for (int o = 0; o < outputs; o++) {
          targets[o] = drawn(TARGETS, example * outputs + o);
        }
        trainer.add(features, targets);
      }
      if (trainer.isFull()) {
        trainer.step();
      }
    }
    return trainer;
  }

  /** Something to learn: each class has a pattern of its own, under noise. Returns the label. */
  private static int pattern(byte[] features, int example, int outputs) {
    int label = Integer.remainderUnsigned(TARGETS.bits(example), outputs);
    for (int i = 0; i < features.length; i++) {
      boolean isHigh = (PATTERNS.bits(label * features.length + i) & 1) != 0;
      features[i] = (byte) (features[i] / 2 + (isHigh ? 32 : -32));
    }
    return label;
  }

  private static int drawn(RandomSource random, int counter) {
    return Integer.remainderUnsigned(random.bits(counter), 255) - 127;
  }

  /** FNV-1a of values and exponents, parameter by parameter. */
  static int hash(Model model) {
    int hash = 0x811C_9DC5;
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
    return (hash ^ (value & 0xFF)) * 16_777_619;
  }
}
