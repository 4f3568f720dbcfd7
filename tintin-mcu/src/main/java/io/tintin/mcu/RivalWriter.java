package io.tintin.mcu;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the float32 net that a program is compared with: the same layers from the same weights,
 * trained by plain descent on the same examples, one a step, with the same memory plan.
 */
final class RivalWriter {
  /** The learning rate where the rule of the program has none, as a power of two. */
  private static final int RATE_SHIFT = 4;

  private final TrainingPlan plan;
  private final String name;
  private final List<String> forward = new ArrayList<>();
  private final List<String> backward = new ArrayList<>();

  RivalWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
    for (int n = 0; n < plan.layers.size(); n++) {
      check(n, plan.spec.layers().get(n));
    }
    if (!plan.isClasses || plan.config.batchSize() != 1) {
      throw new IllegalArgumentException(
          "the float32 net has cross-entropy and a batch of 1 alone");
    }
    for (int n = 0; n < plan.layers.size(); n++) {
      forward.add(call(n, true));
    }
    for (int n = plan.layers.size() - 1; n >= plan.firstNode; n--) {
      if (plan.wantsGradient(n)) {
        backward.add(call(n, false));
      }
      backward.addAll(updates(n));
    }
  }

  private static void check(int n, Layer layer) {
    boolean isKnown =
        layer instanceof Dense
            || layer instanceof Relu
            || layer instanceof Flatten
            || (layer instanceof MaxPool2d pool && pool.size() <= pool.stride())
            || (layer instanceof Conv2d conv
                && conv.padding() == 0
                && conv.dilation() == 1
                && conv.groups() == 1);
    if (!isKnown) {
      throw new IllegalArgumentException(
          CText.of("layer must have a form in the float32 net, %d: %s", n, layer));
    }
  }

  private String call(int n, boolean isForward) {
    Layer layer = plan.spec.layers().get(n);
    String kind = layer.getClass().getSimpleName().replaceAll("[12]d$", "");
    int first = plan.firstParameter[n];
    boolean hasBias = plan.firstParameter[n + 1] - first > 1;
    String weights = CText.of("weights%d", first);
    String bias = hasBias ? CText.of("weights%d", first + 1) : "NULL";
    String in = value(n);
    String out = value(n + 1);
    String gradOut = isForward ? "" : gradient(n + 1);
    String gradIn = isForward ? "" : gradient(n);
    int count = plan.shapes.get(n).size();
    if (layer instanceof Dense || layer instanceof Conv2d) {
      return isForward
          ? CText.of("rival%sForward(&layer%d, %s, %s, %s, %s);", kind, n, weights, bias, in, out)
          : CText.of("rival%sBackward(&layer%d, %s, %s, %s);", kind, n, weights, gradOut, gradIn);
    }
    if (layer instanceof MaxPool2d) {
      return isForward
          ? CText.of("rivalMaxPoolForward(&layer%d, %s, %s);", n, in, out)
          : CText.of("rivalMaxPoolBackward(&layer%d, %s, %s, %s);", n, in, gradOut, gradIn);
    }
    if (layer instanceof Relu) {
      return isForward
          ? CText.of("rivalRelu(%d, %s, %s);", count, in, out)
          : CText.of("rivalReluBackward(%d, %s, %s, %s);", count, out, gradOut, gradIn);
    }
    int rank = plan.shapes.get(n).rank();
    int channels = rank == 2 || rank == 3 ? plan.shapes.get(n).channels() : count;
    int pixels = count / channels;
    return isForward
        ? CText.of("rivalFlatten(%s, %d, %d, %s);", in, pixels, channels, out)
        : CText.of("rivalFlatten(%s, %d, %d, %s);", gradOut, channels, pixels, gradIn);
  }

  private List<String> updates(int n) {
    List<String> all = new ArrayList<>();
    int first = plan.firstParameter[n];
    String kind = plan.spec.layers().get(n) instanceof Dense ? "Dense" : "Conv";
    for (int p = plan.firstParameter[n + 1] - 1; p >= first; p--) {
      if (!plan.isTrained.get(p)) {
        continue;
      }
      int outputs = plan.spec.parameterShapes().get(first).extent(0);
      all.add(
          p == first
              ? CText.of(
                  "rival%sUpdate(&layer%d, RATE, %s, %s, weights%d);",
                  kind, n, value(n), gradient(n + 1), p)
              : CText.of(
                  "rivalBiasUpdate(%d, %d, RATE, %s, weights%d);",
                  outputs, plan.shapes.get(n + 1).size() / outputs, gradient(n + 1), p));
    }
    return all;
  }

  private String value(int v) {
    return CText.of("(arena + %d)", plan.order.values[v].offset);
  }

  private String gradient(int v) {
    return CText.of("(arena + %d)", plan.order.gradients[v].offset);
  }

  String source() {
    StringBuilder text = new StringBuilder("#include \"rival.h\"\n\n#include <stddef.h>\n\n");
    StringBuilder begin = new StringBuilder();
    List<Int8Tensor> tensors = plan.checkpoint.model().parameters();
    for (int p = 0; p < tensors.size(); p++) {
      Int8Tensor tensor = tensors.get(p);
      byte[] values = tensor.toArray();
      text.append("static const ");
      CText.array(text, "int8_t", "initial" + p, values.length, i -> values[i]);
      text.append(CText.of("static float weights%d[%d];\n", p, values.length));
      begin.append(
          CText.of(
              "  begin(initial%d, %d, %s, weights%d);\n",
              p, values.length, factor(tensor.scale()), p));
    }
    for (LayerCode layer : plan.layers) {
      text.append(layer.declaration());
    }
    int inputs = plan.spec.input().size();
    int outputs = plan.spec.output().size();
    int rateShift = plan.config.rule() instanceof AlignedSgd sgd ? sgd.rateShift() : RATE_SHIFT;
    text.append(
        CText.of(
            """

        #define RATE %1$s
        #define INPUTS %2$d
        #define OUTPUTS %3$d

        static float arena[%4$d];
        static uint8_t hasBegun;

        uint64_t BOARD_TICKS(void);
        uint64_t %5$sSelfTestStep(uint32_t step);
        uint32_t %5$sSelfTestHash(void);

        static void begin(const int8_t *from, uint32_t count, float scale, float *to) {
          for (uint32_t i = 0; i < count; i++) {
            to[i] = (float)from[i] * scale;
          }
        }

        static void train(uint16_t label) {
          %6$s
          rivalCrossEntropy(%7$s, label, OUTPUTS, %8$s);
          %9$s
        }

        /* The same examples as in the self-test of the program. */
        uint64_t %5$sSelfTestStep(uint32_t step) {
          const TintinKey featureKey = {1, 0};
          if (!hasBegun) {
            hasBegun = 1;
        %10$s  }
          const TintinKey labelKey = {2, 0}, patternKey = {3, 0};
          const uint16_t label = (uint16_t)(tintinRandom(labelKey, step) %% OUTPUTS);
          float *input = %11$s;
          for (uint32_t i = 0; i < INPUTS; i++) {
            const int16_t drawn =
                (int16_t)((int16_t)(tintinRandom(featureKey, step * INPUTS + i) %% 255U) - 127);
            const uint32_t pattern = tintinRandom(patternKey, label * INPUTS + i);
            input[i] = (float)(drawn / 2 + ((pattern & 1) != 0 ? 32 : -32)) * %12$s;
          }
          const uint64_t begun = BOARD_TICKS();
          train(label);
          return BOARD_TICKS() - begun;
        }

        /* Whether it has learnt is seen in its weights: the share of those that are finite. */
        uint32_t %5$sSelfTestHash(void) {
          uint32_t finite = 0;
          for (uint32_t i = 0; i < sizeof weights0 / sizeof weights0[0]; i++) {
            finite += weights0[i] - weights0[i] == 0;
          }
          return finite;
        }
        """,
            factor(Scale.powerOfTwo(-rateShift)),
            inputs,
            outputs,
            plan.order.arenaBytes,
            name,
            String.join("\n  ", forward),
            value(plan.layers.size()),
            gradient(plan.layers.size()),
            String.join("\n  ", backward),
            begin.toString().indent(2),
            value(0),
            factor(plan.config.inputScale())));
    return text.toString();
  }

  /** A scale as an expression of C constants. */
  private static String factor(Scale scale) {
    StringBuilder text = new StringBuilder(CText.of("0x1p%dF", scale.shift()));
    for (int i = 0; i < Math.abs(scale.up()); i++) {
      text.append(scale.up() > 0 ? " * 1.25F" : " * 0.8F");
    }
    for (int i = 0; i < Math.abs(scale.down()); i++) {
      text.append(scale.down() > 0 ? " * 0.8125F" : " / 0.8125F");
    }
    return "(" + text + ")";
  }
}
