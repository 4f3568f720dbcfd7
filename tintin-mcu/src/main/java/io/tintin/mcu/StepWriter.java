package io.tintin.mcu;

import io.tintin.core.layer.Dropout;
import io.tintin.core.optim.Schedule;
import io.tintin.core.train.Trainable;
import java.util.List;

/** Writes the functions of a step: forward, loss, the way back, and the updates. */
final class StepWriter {
  private final TrainingPlan plan;
  private final String name;
  private final int outputs;

  StepWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
    this.outputs = plan.spec.output().size();
  }

  String forward() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        /* All layers; key is NULL where nothing is trained. */
        static void forward(const TintinTensor *input, uint16_t batch, TintinPlace *places,
                            const TintinKey *key) {
          (void)places;
          (void)key;
        """);
    for (int v = 1; v < plan.order.again.length; v++) {
      if (plan.order.again[v] != null) {
        text.append(place(v, plan.order.values[v]));
      }
    }
    for (int n = 0; n < plan.layers.size(); n++) {
      LayerCode layer = plan.layers.get(n);
      text.append(CText.of("  /* Layer %d: %s. */\n", n, layer.title()));
      if (isDropout(n)) {
        text.append(
            CText.of(
                """
              TintinKey key%1$d = {0, 0};
              if (key != NULL) {
                key%1$d = tintinStream(*key, ~(uint32_t)%1$d);
              }
              const TintinKey *const dropping%1$d = key == NULL ? NULL : &key%1$d;
            """,
                n));
      }
      text.append("  ").append(forward(n)).append('\n');
      text.append(pageOut(n));
    }
    return text.append("}\n\n").toString();
  }

  private String forward(int n) {
    LayerCode layer = plan.layers.get(n);
    int input = plan.inputs(n).get(0);
    return layer.isIdentity() && plan.order.values[input] == plan.order.values[n + 1]
        ? CText.of("value%d.scale = value%d.scale;", n + 1, input)
        : layer.forward();
  }

  private static String place(int value, Arena.Block block) {
    return CText.of("  value%d.values = arena + %d;\n", value, block.offset);
  }

  /** Writes to flash what no later layer reads on the way forth. */
  private String pageOut(int layer) {
    StringBuilder text = new StringBuilder();
    for (int root : plan.order.pagedAfter(layer)) {
      text.append(
          CText.of(
              """
            if (key != NULL) {
              tintinPageOut(%d, value%d.values, (uint32_t)%d * batch);
            }
          """,
              plan.order.pageOffset(root), root, plan.shapes.get(root).size()));
    }
    return text.toString();
  }

  private boolean isDropout(int n) {
    return plan.spec.layers().get(n) instanceof Dropout;
  }

  String step() {
    StringBuilder text = new StringBuilder();
    text.append(
        CText.of(
            """
        /* The update of one parameter. */
        static void learn(uint16_t number, TintinGradient *gradient, TintinKey key) {
          const TintinUpdate update = {%d, %s, %s};
        %s  %s
        }

        int64_t %sStep(void) {
          const uint16_t batch = waiting;
          const TintinKey key = tintinStepKey(seed, stepCount);
          TintinGradient gradient;
          if (batch == 0) {
            return 0;
          }
          forward(&value0, batch, places, &key);
          const int64_t loss = %s;
        """,
            plan.config.batchSize(),
            factor(plan.config.schedule()),
            Rules.draws(plan.config.rule()) ? "tintinStream(key, number + 1U)" : "key",
            channels(),
            Rules.call(plan.config.rule()),
            name,
            plan.loss.call(plan.layers.size(), outputs, plan.lossPlace)));
    for (StepOrder.Call call : plan.order.callsBack()) {
      switch (call.kind()) {
        case FORWARD -> again(text, call.number());
        case PAGE_IN -> pageIn(text, call.number());
        case BACKWARD -> backward(text, call.number());
        case LOSS -> throw new IllegalStateException("a second loss");
      }
    }
    text.append(
        CText.of(
            """
          tintinEndStep(places, sizeof places / sizeof places[0]);
          waiting = 0;
          stepCount++;
        %s%s  return loss;
        }

        """,
            plan.order.again[0] == null ? "" : place(0, plan.order.values[0]), scaleUp()));
    return text.toString();
  }

  /** The factor of the learning rate, which is a constant where nothing decays. */
  private static String factor(Schedule schedule) {
    return schedule.decay() == Schedule.Decay.NONE && schedule.warmUpSteps() == 0
        ? "TINTIN_FULL_RATE"
        : CText.of(
            "tintinFactor(TINTIN_%s, %dU, %dU, stepCount)",
            schedule.decay(), schedule.totalSteps(), schedule.warmUpSteps());
  }

  /** Where some channels alone are trained. */
  private String channels() {
    if (!(plan.config.trainable() instanceof Trainable.Channels)) {
      return "";
    }
    return """
          gradient->isTrained = isTrained;
          gradient->channelSize = parameters[number].count / (sizeof isTrained / sizeof isTrained[0]);
          gradient->isOuter = 0; /* all goes by pieces, which leave the others out */
        """;
  }

  private void again(StringBuilder text, int n) {
    text.append(CText.of("  { /* Layer %d again. */\n", n));
    text.append(place(n + 1, plan.order.again[n + 1]).indent(2));
    if (plan.inputs(n).contains(0)) {
      text.append("    const TintinTensor *const input = &value0;\n");
    }
    if (isDropout(n)) {
      text.append(dropoutKey(n).indent(2));
      text.append(CText.of("    const TintinKey *const dropping%1$d = &key%1$d;\n", n));
    }
    text.append("    ").append(forward(n)).append("\n  }\n");
  }

  private static String dropoutKey(int n) {
    return CText.of("  const TintinKey key%1$d = tintinStream(key, ~(uint32_t)%1$d);\n", n);
  }

  private void pageIn(StringBuilder text, int root) {
    for (int v : plan.order.sharing(root)) {
      text.append(place(v, plan.order.again[v]));
    }
    text.append(
        CText.of(
            "  tintinPageIn(%d, value%d.values, (uint32_t)%d * batch);\n",
            plan.order.pageOffset(root), root, plan.shapes.get(root).size()));
  }

  private void backward(StringBuilder text, int n) {
    LayerCode layer = plan.layers.get(n);
    text.append(CText.of("  /* Layer %d: %s. */\n", n, layer.title()));
    if (plan.wantsGradient(n)) {
      if (isDropout(n)) {
        text.append(dropoutKey(n));
      }
      gradients(text, n);
    }
    for (int p = plan.firstParameter[n + 1] - 1; p >= plan.firstParameter[n]; p--) {
      if (plan.isTrained.get(p)) {
        text.append(CText.of("  gradient = %s;\n", layer.gradient(p - plan.firstParameter[n])));
        text.append(CText.of("  learn(%d, &gradient, key);\n", p));
      }
    }
  }

  /**
   * The gradients by the inputs of a layer. Those that are added to another one come last where
   * they are that by the output, in whose memory one of the others may lie.
   */
  private void gradients(StringBuilder text, int n) {
    LayerCode layer = plan.layers.get(n);
    List<InputGradient> gradients = plan.inputGradients.get(n);
    StringBuilder additions = new StringBuilder();
    for (int i = 0; i < gradients.size(); i++) {
      InputGradient gradient = gradients.get(i);
      int value = gradient.value();
      if (!gradient.isWanted()) {
        continue;
      }
      if (gradient.isFurther()) {
        String term = "&gradient" + (n + 1);
        if (!layer.passesGradient()) {
          text.append("  ").append(layer.backward(i)).append('\n');
          term = "&" + plan.context(n).further(value);
        }
        String sum = JoinCode.addition(gradient, term, plan.shapes.get(value));
        (layer.passesGradient() ? additions : text).append("  ").append(sum).append('\n');
      } else if (layer.passesGradient()
          && plan.order.gradients[value] == plan.order.gradients[n + 1]) {
        text.append(CText.of("  gradient%d.scale = gradient%d.scale;\n", value, n + 1));
      } else {
        text.append("  ").append(layer.backward(i)).append('\n');
      }
    }
    text.append(additions);
  }

  private String scaleUp() {
    boolean keepsScales = plan.config.trainable() instanceof Trainable.Channels;
    if (keepsScales || !Rules.scalesUp(plan.config.rule())) {
      return "";
    }
    StringBuilder calls = new StringBuilder("  if (stepCount % TINTIN_SCALE_UP_STEPS == 0) {\n");
    int aligns = Rules.alignsMoments(plan.config.rule()) ? 1 : 0;
    for (int p = 0; p < plan.isTrained.size(); p++) {
      if (plan.isTrained.get(p)) {
        calls.append(CText.of("    tintinScaleUp(&parameters[%d], %d);\n", p, aligns));
      }
    }
    return calls.append("  }\n").toString();
  }
}
