package io.tintin.mcu;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Labelled examples that go into the flash of a board: the first ones are trained on in their
 * order, one a step, and the others are tested after the last step.
 *
 * <p>A program with a stream has it in the place of its self-test. What a board computes from it is
 * compared with Java as there: the hash of the parameters. The hits of the test are printed.
 */
public final class ExampleStream {
  private final List<byte[]> features;
  private final List<Integer> labels;
  private final int trainingCount;

  /**
   * A stream.
   *
   * @param features of each example, all of one length; taken over
   * @param labels of the examples
   * @param trainingCount how many are trained on
   * @throws IllegalArgumentException if there are not as many labels as examples, or none is
   *     trained on or tested
   */
  public ExampleStream(List<byte[]> features, List<Integer> labels, int trainingCount) {
    if (features.size() != labels.size()) {
      throw new IllegalArgumentException(
          "label count must be " + features.size() + ": " + labels.size());
    }
    if (trainingCount < 1 || trainingCount >= features.size()) {
      throw new IllegalArgumentException(
          CText.of(
              "trainingCount must be in [1, %d], so that some are tested: %d",
              features.size() - 1, trainingCount));
    }
    this.features = List.copyOf(features);
    this.labels = List.copyOf(labels);
    this.trainingCount = trainingCount;
  }

  /** Examples that are trained on. */
  public int trainingCount() {
    return trainingCount;
  }

  /** Examples that are tested. */
  public int testCount() {
    return labels.size() - trainingCount;
  }

  byte[] features(int example) {
    return features.get(example);
  }

  int label(int example) {
    return labels.get(example);
  }

  /**
   * Checks that a net takes the examples.
   *
   * @throws IllegalArgumentException naming the first that it does not take
   */
  void check(int inputs, int outputs) {
    for (int e = 0; e < labels.size(); e++) {
      int count = features.get(e).length;
      if (count != inputs) {
        throw new IllegalArgumentException(
            CText.of("feature count of example %d must be %d: %d", e, inputs, count));
      }
      if (labels.get(e) < 0 || labels.get(e) >= outputs) {
        throw new IllegalArgumentException(
            CText.of("label of example %d must be in [0, %d): %d", e, outputs, labels.get(e)));
      }
    }
  }

  /**
   * Adds the examples, and what trains on them and tests, in the place of a self-test.
   *
   * @param header of the functions of the net
   */
  void addTo(Map<String, String> files, String name, String header) {
    files.remove(SelfTest.FILE);
    files.put("examples.h", header(name, header));
    files.put("examples.c", data(name));
    files.put("stream.c", program(name));
  }

  private String header(String name, String header) {
    return CText.of(
        """
        /* Examples in flash: the first %1$d are trained on, the others tested. */
        #ifndef EXAMPLES_H
        #define EXAMPLES_H

        #include "%2$s"

        #define TRAINING_EXAMPLES %1$dU
        #define ALL_EXAMPLES %3$dU

        extern const int8_t exampleFeatures[ALL_EXAMPLES][%4$s_INPUTS];
        extern const uint8_t exampleLabels[ALL_EXAMPLES];

        #endif
        """,
        trainingCount, header, labels.size(), name.toUpperCase(Locale.ROOT));
  }

  private String data(String name) {
    StringBuilder text = new StringBuilder("#include \"examples.h\"\n\n");
    text.append(
        CText.of(
            "const int8_t exampleFeatures[ALL_EXAMPLES][%s_INPUTS] = {\n",
            name.toUpperCase(Locale.ROOT)));
    for (byte[] example : features) {
      text.append("    {");
      for (byte value : example) {
        text.append(value).append(',');
      }
      text.append("},\n");
    }
    text.append("};\n\n");
    CText.array(text, "const uint8_t", "exampleLabels", labels.size(), labels::get);
    return text.toString();
  }

  private static String program(String name) {
    return CText.of(
        """
        /* Trains on the examples in flash, one a step, and tests on the others. */
        #include "examples.h"

        uint64_t BOARD_TICKS(void);
        uint64_t %1$sSelfTestStep(uint32_t step);
        uint32_t %1$sSelfTestHash(void);
        uint32_t %1$sSelfTestHits(void);

        /* Returns what a clock says that the step took. */
        uint64_t %1$sSelfTestStep(uint32_t step) {
          const uint32_t example = step %% TRAINING_EXAMPLES;
          %1$sAdd(exampleFeatures[example], exampleLabels[example]);
          const uint64_t begun = BOARD_TICKS();
          %1$sStep();
          return BOARD_TICKS() - begun;
        }

        uint32_t %1$sSelfTestHash(void) {
          return %1$sHash();
        }

        /* How many of the others it gets right. */
        uint32_t %1$sSelfTestHits(void) {
          uint32_t hits = 0;
          for (uint32_t example = TRAINING_EXAMPLES; example < ALL_EXAMPLES; example++) {
            hits += %1$sClassify(exampleFeatures[example]) == exampleLabels[example];
          }
          return hits;
        }
        """,
        name);
  }
}
