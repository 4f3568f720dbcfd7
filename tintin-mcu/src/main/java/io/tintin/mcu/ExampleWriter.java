package io.tintin.mcu;

import java.util.Locale;

/** Writes the functions that take examples. */
final class ExampleWriter {
  private final TrainingPlan plan;
  private final String name;
  private final String constant;
  private final int outputs;

  ExampleWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
    this.constant = name.toUpperCase(Locale.ROOT);
    this.outputs = plan.spec.output().size();
  }

  String areFeatures() {
    return CText.of(
        """
    static uint8_t areFeatures(const int8_t *features) {
      for (uint32_t i = 0; i < %s_INPUTS; i++) {
        if (features[i] == -128) {
          return 0;
        }
      }
      return 1;
    }

    """,
        constant);
  }

  String add() {
    String check =
        plan.isClasses
            ? "if (waiting == %1$s_BATCH || label >= %1$s_OUTPUTS) {\n    return 0;\n  }\n"
            : """
              if (waiting == %1$s_BATCH) {
                  return 0;
                }
                for (uint16_t o = 0; o < %1$s_OUTPUTS; o++) {
                  const int8_t target = targets_[o];
                  if (%3$s) {
                    return 0;
                  }
                }
              """;
    String keep =
        plan.isClasses
            ? "labels[waiting] = label;\n"
            : """
              for (uint16_t o = 0; o < %1$s_OUTPUTS; o++) {
                  targets[(uint32_t)waiting * %1$s_OUTPUTS + o] = targets_[o];
                }
              """;
    return CText.of(
        """
    uint8_t %2$sAdd(const int8_t *features, %3$s) {
      %4$s  if (!areFeatures(features)) {
        return 0;
      }
      int8_t *to = value0.values + (uint32_t)waiting * %1$s_INPUTS;
      for (uint32_t i = 0; i < %1$s_INPUTS; i++) {
        to[i] = features[i];
      }
      %5$s  waiting++;
      return 1;
    }

    """,
        constant,
        name,
        plan.isClasses ? "uint16_t label" : "const int8_t *targets_",
        CText.of(check, constant, name, plan.loss.refusedTarget()),
        CText.of(keep, constant));
  }

  String addOwn() {
    int channels = LayerContext.channelsOf(plan.spec.input());
    int pixels = outputs / channels;
    String reordered =
        CText.of(
            """
              int8_t *own = targets + (uint32_t)(waiting - 1) * %1$s_OUTPUTS;
              for (uint32_t p = 0; p < %2$d; p++) {
                for (uint32_t c = 0; c < %3$d; c++) {
                  own[c * %2$d + p] = *features++;
                }
              }
            """,
            constant, pixels, channels);
    return CText.of(
        """
    uint8_t %1$sAddOwn(const int8_t *features) {
      if (!%1$sAdd(features, features)) {
        return 0;
      }
    %2$s  return 1;
    }

    """,
        name, pixels == 1 || channels == 1 ? "" : reordered);
  }
}
