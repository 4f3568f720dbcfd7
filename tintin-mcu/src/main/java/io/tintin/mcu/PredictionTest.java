package io.tintin.mcu;

import io.tintin.core.quant.Scale;
import io.tintin.core.train.FrozenModel;
import io.tintin.core.train.Predictor;
import java.util.Locale;

/** A program that predicts random examples, one a step, and what comes out in Java. */
final class PredictionTest {
  private static final Scale PREDICTED = Scale.powerOfTwo(-10);

  private PredictionTest() {}

  static String source(FrozenModel frozen, String name) {
    return CText.of(
        """
    /* Predicts random examples; compares the outputs with those in Java. */
    #include "%2$s.h"

    %3$s
    uint64_t %2$sSelfTestStep(uint32_t step) {
      const TintinKey key = {1, 0};
      const TintinScale scale = {-10, 0, 0};
      for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
        features[i] = drawn(key, step * %1$s_INPUTS + i);
      }
      const uint64_t begin = BOARD_TICKS();
      %2$sPredict(features);
      const uint64_t taken = BOARD_TICKS() - begin;
      for (uint16_t o = 0; o < %1$s_OUTPUTS; o++) {
        predicted = (predicted ^ (uint32_t)%2$sOutput(o, &scale)) * 16777619U;
      }
      return taken;
    }

    %4$s
    """,
        name.toUpperCase(Locale.ROOT),
        name,
        SelfTest.begin(name),
        SelfTest.end(name, result(frozen, CExporter.SELF_TEST_STEPS)));
  }

  /** What the C gives after so many predictions: a hash of parameters and outputs. */
  static int result(FrozenModel frozen, int steps) {
    Predictor predictor = new Predictor(frozen, 1);
    byte[] features = new byte[frozen.model().spec().input().size()];
    int outputs = frozen.model().spec().output().size();
    int predicted = SelfTest.BEGIN;
    for (int step = 0; step < steps; step++) {
      SelfTest.draw(features, step);
      predictor.run(features);
      for (int o = 0; o < outputs; o++) {
        predicted = (predicted ^ predictor.output(o, PREDICTED)) * SelfTest.PRIME;
      }
    }
    return (SelfTest.hash(frozen.model()) ^ predicted) * SelfTest.PRIME;
  }
}
