package io.tintin.mcu;

import io.tintin.core.train.Trainable;
import java.util.Collection;
import java.util.Locale;

/** Writes what the user of a program reads: its header and its README; and its configuration. */
final class GuideWriter {
  private final TrainingPlan plan;
  private final String name;
  private final String constant;
  private final int inputs;
  private final int outputs;

  GuideWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
    this.constant = name.toUpperCase(Locale.ROOT);
    this.inputs = plan.spec.input().size();
    this.outputs = plan.spec.output().size();
  }

  String header() {
    return plan.learns ? trainerHeader() : predictorHeader();
  }

  private String predictorHeader() {
    return CText.of(
        """
    /* %1$s: a model that predicts, written by Tin-Tin. Input %3$s, %4$d outputs. */
    #ifndef %2$s_H
    #define %2$s_H

    #include "tintin.h"

    #define %2$s_INPUTS %5$d
    #define %2$s_OUTPUTS %4$d

    /* The outputs for one example; they last until the next call. NULL, and nothing changes, if a
     * feature is -128. */
    const int8_t *%1$sPredict(const int8_t *features);

    /* One of these outputs in steps of a scale, rounded to nearest and within 2^30. */
    int32_t %1$sOutput(uint16_t output, const TintinScale *scale);

    /* The number of the largest output: the class of one example; %2$s_OUTPUTS if a feature is
     * -128. */
    uint16_t %1$sClassify(const int8_t *features);

    /* FNV-1a of all parameters, for comparisons. */
    uint32_t %1$sHash(void);

    #endif
    """,
        name, constant, plan.spec.input(), outputs, inputs);
  }

  private String trainerHeader() {
    return CText.of(
        """
    /* %1$s: a model and its training, written by Tin-Tin. Input %3$s, %4$d outputs. */
    #ifndef %2$s_H
    #define %2$s_H

    #include "tintin.h"
    #include "tintin_slots.h"

    #define %2$s_INPUTS %5$d
    #define %2$s_OUTPUTS %4$d
    #define %2$s_BATCH %6$d

    /* Copies an example for the next step. Returns 0, and changes nothing, if %2$s_BATCH wait
     * already, a feature is -128, or the %7$s does not fit. */
    uint8_t %1$sAdd(const int8_t *features, %8$s);
    %11$s
    /* Trains on the examples that wait, and returns their loss, summed; with none it does nothing.
     * The unit is %9$s. */
    int64_t %1$sStep(void);

    /* The outputs for one example; they last until the next call. NULL, and nothing changes, if a
     * feature is -128. */
    const int8_t *%1$sPredict(const int8_t *features);

    /* One of these outputs in steps of a scale, rounded to nearest and within 2^30. */
    int32_t %1$sOutput(uint16_t output, const TintinScale *scale);
    %10$s
    /* FNV-1a of all parameters, for comparisons. */
    uint32_t %1$sHash(void);
    %12$s%13$s
    #endif
    """,
        name,
        constant,
        plan.spec.input(),
        outputs,
        inputs,
        plan.config.batchSize(),
        plan.isClasses ? "label" : "target",
        plan.isClasses ? "uint16_t label" : "const int8_t *targets",
        plan.loss.unit(),
        plan.isClasses
            ? "\n/* The class of one example; as many as there are if a feature is -128. */\nuint16_t "
                + name
                + "Classify(const int8_t *features);\n"
            : "",
        plan.reconstructs
            ? CText.of(
                """

                /* The same with its own features as targets, channel by channel: output
                 * c * pixels + p is for feature p * channels + c. */
                uint8_t %sAddOwn(const int8_t *features);
                """,
                name)
            : "",
        pages(),
        new StateWriter(plan, name).header());
  }

  private String pages() {
    return plan.order.pageBytes() == 0
        ? ""
        : CText.of(
            """

        /* Of the firmware: values that leave memory within a step go to some other one, such as flash,
         * and come back. Each step writes it anew. */
        #define %s_PAGE_BYTES %d
        void tintinPageOut(uint32_t offset, const int8_t *values, uint32_t count);
        void tintinPageIn(uint32_t offset, int8_t *values, uint32_t count);
        """,
            constant, plan.order.pageBytes());
  }

  /** What the library is told at compile time. */
  String config() {
    String constants =
        plan.learns
            ? CText.of(
                """
            /* How the update rule rounds. */
            #define TINTIN_ROUNDING TINTIN_%s

            /* Whether some channels of a layer alone are trained. */
            #define TINTIN_CHANNELS %d
            """,
                Rules.rounding(plan.config.rule()),
                plan.config.trainable() instanceof Trainable.Channels ? 1 : 0)
            : """
            /* How sums become int8. */
            #define TINTIN_TIES_TO_EVEN
            """;
    return CText.of(
        """
    /* Constants of this program for the library. */
    #ifndef TINTIN_CONFIG_H
    #define TINTIN_CONFIG_H

    %s
    #endif
    """,
        constants);
  }

  String readme(Collection<String> files) {
    MemoryPlan memory = plan.memory();
    StringBuilder text = new StringBuilder();
    text.append(
        CText.of(
            """
        # %1$s

        %2$s No floats, no allocation, no library but what the compiler itself calls.

        | layer | |
        |---:|---|
        """,
            name,
            plan.learns
                ? "A model and its training in C99, written by Tin-Tin: the same bits as its Java trainer."
                : "A model in C99 that predicts, written by Tin-Tin: the same bits as in Java."));
    for (int n = 0; n < plan.layers.size(); n++) {
      text.append(CText.of("| %d | %s |\n", n, plan.layers.get(n).title()));
    }
    text.append(
        CText.of(
            """

        RAM on a 32-bit machine, without the stack: %d bytes; parameters %d, update rule %d, arena %d, bookkeeping about %d.

        ```c
        #include "%s.h"

        %s
        ```

        `sh` builds the self-test, which makes %d steps and compares what comes out with Java:

        ```sh
        cc -std=c99 -O2 -o selftest *.c && ./selftest && echo equal
        ```

        """,
            memory.total(),
            memory.parameters(),
            memory.rule(),
            memory.arena(),
            memory.bookkeeping(),
            name,
            !plan.learns
                ? CText.of("uint16_t class = %sClassify(features);", name)
                : plan.isClasses
                    ? CText.of(
                        "%1$sAdd(features, label);\n%1$sStep();\nuint16_t class = %1$sClassify(features);",
                        name)
                    : CText.of(
                        "%1$sAdd(features, targets);\n%1$sStep();\nconst int8_t *output = %1$sPredict(features);",
                        name),
            CExporter.SELF_TEST_STEPS));
    if (plan.learns) {
      text.append(
          CText.of(
              "`%1$sSave` and `%1$sLoad` keep what was learned in flash (`tintin_slots.h`); `tintin_node.h` takes part in federated rounds.\n\n",
              name));
    }
    text.append("Files: ").append(String.join(", ", files)).append(".\n");
    return text.toString();
  }
}
