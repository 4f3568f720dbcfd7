package io.tintin.mcu;

import io.tintin.core.layer.Dropout;
import io.tintin.core.loss.SquaredError;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.optim.NitiSgd;
import io.tintin.core.optim.Schedule;

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

  private boolean isShared(int layer) {
    return plan.order.values[layer] == plan.order.values[layer + 1];
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
      text.append("  ").append(forward(n, n == 0 ? "input" : "&value" + n)).append('\n');
      text.append(pageOut(n));
    }
    return text.append("}\n\n").toString();
  }

  private String forward(int n, String input) {
    LayerCode layer = plan.layers.get(n);
    return layer.isIdentity() && isShared(n)
        ? CText.of("value%d.scale = value%d.scale;", n + 1, n)
        : layer.forward(input);
  }

  private static String place(int value, Arena.Block block) {
    return CText.of("  value%d.values = arena + %d;\n", value, block.offset);
  }

  /** Writes to flash what no later layer reads on the way forth. */
  private String pageOut(int n) {
    int root = plan.order.root(n);
    boolean isLast = plan.order.root(n + 1) != root;
    return isLast && plan.order.isPaged(root)
        ? CText.of(
            """
          if (key != NULL) {
            tintinPageOut(%d, value%d.values, (uint32_t)%d * batch);
          }
        """,
            plan.order.pageOffset(root), root, plan.shapes.get(root).size())
        : "";
  }

  private boolean isDropout(int n) {
    return plan.spec.layers().get(n) instanceof Dropout;
  }

  String step() {
    StringBuilder text = new StringBuilder();
    Schedule schedule = plan.config.schedule();
    text.append(
        CText.of(
            """
        /* The update of one parameter. */
        static void learn(uint16_t number, const TintinGradient *gradient, TintinKey key) {
          const TintinUpdate update = {
              %d, tintinFactor(TINTIN_%s, %dU, %dU, stepCount), tintinStream(key, number + 1U)};
          %s
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
            schedule.decay(),
            schedule.totalSteps(),
            schedule.warmUpSteps(),
            Rules.call(plan.config.rule()),
            name,
            lossCall()));
    for (StepOrder.Call call :
        plan.order.calls.subList(plan.layers.size() + 1, plan.order.calls.size())) {
      switch (call.kind()) {
        case FORWARD -> again(text, call.number());
        case PAGE_IN -> pageIn(text, call.number());
        case BACKWARD -> backward(text, call.number());
        case LEARN -> learn(text, call.number());
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

  private String lossCall() {
    int last = plan.layers.size();
    if (plan.config.loss() instanceof SquaredError loss) {
      return CText.of(
          "tintinSquaredError(&value%d, targets, %d, batch, &targetScale, %d, &places[%d], &gradient%d)",
          last, outputs, loss.maxDifference(), plan.lossPlace, last);
    }
    return CText.of(
        "tintinCrossEntropy(&value%d, labels, %d, batch, tintinStream(key, 0), &gradient%d)",
        last, outputs, last);
  }

  private void again(StringBuilder text, int n) {
    text.append(CText.of("  { /* Layer %d again. */\n", n));
    text.append(place(n + 1, plan.order.again[n + 1]).indent(2));
    if (isDropout(n)) {
      text.append(dropoutKey(n).indent(2));
      text.append(CText.of("    const TintinKey *const dropping%1$d = &key%1$d;\n", n));
    }
    text.append("    ").append(forward(n, "&value" + n)).append("\n  }\n");
  }

  private void pageIn(StringBuilder text, int root) {
    for (int v = root; v <= plan.layers.size() && plan.order.root(v) == root; v++) {
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
    if (layer.isIdentity() && plan.order.gradients[n] == plan.order.gradients[n + 1]) {
      text.append(CText.of("  gradient%d.scale = gradient%d.scale;\n", n, n + 1));
      return;
    }
    if (isDropout(n)) {
      text.append(dropoutKey(n));
    }
    text.append("  ").append(layer.backward()).append('\n');
  }

  private static String dropoutKey(int n) {
    return CText.of("  const TintinKey key%1$d = tintinStream(key, ~(uint32_t)%1$d);\n", n);
  }

  private void learn(StringBuilder text, int n) {
    LayerCode layer = plan.layers.get(n);
    if (!plan.wantsGradient(n)) {
      text.append(CText.of("  /* Layer %d: %s. */\n", n, layer.title()));
    }
    for (int p = plan.firstParameter[n + 1] - 1; p >= plan.firstParameter[n]; p--) {
      if (plan.isTrained.get(p)) {
        text.append(CText.of("  gradient = %s;\n", layer.gradient(p - plan.firstParameter[n])));
        text.append(CText.of("  learn(%d, &gradient, key);\n", p));
      }
    }
  }

  private String scaleUp() {
    if (plan.config.rule() instanceof NitiSgd) {
      return "";
    }
    StringBuilder calls = new StringBuilder("  if (stepCount % TINTIN_SCALE_UP_STEPS == 0) {\n");
    int aligns = plan.config.rule() instanceof MomentumSgd ? 1 : 0;
    for (int p = 0; p < plan.isTrained.size(); p++) {
      if (plan.isTrained.get(p)) {
        calls.append(CText.of("    tintinScaleUp(&parameters[%d], %d);\n", p, aligns));
      }
    }
    return calls.append("  }\n").toString();
  }
}
