package io.tintin.mcu;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.optim.AlignedSgd;
import io.tintin.core.optim.Schedule;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the float32 net that a program is compared with: the same layers from the same weights,
 * trained by plain descent on the same examples, one a step, with the same memory plan.
 */
final class RivalWriter {
  static final String HEADER = "rival_net.h";

  /** The learning rate where the rule of the program has none, as a power of two. */
  private static final int RATE_SHIFT = 4;

  /** Most values that a row of a kernel, or a pixel, has there: counted in 8 bits. */
  private static final int MAX_BYTE = 255;

  /** Most inputs of a dense layer: those after the last block of 16 are counted in 16 bits. */
  private static final int MAX_INPUTS = 65_520;

  private final TrainingPlan plan;
  private final String name;
  private final int rateShift;
  private final List<String> forward = new ArrayList<>();
  private final List<String> backward = new ArrayList<>();

  RivalWriter(TrainingPlan plan, String name) {
    this(plan, name, plan.config.rule() instanceof AlignedSgd sgd ? sgd.rateShift() : RATE_SHIFT);
  }

  /** One that learns at a rate of {@code 2^-rateShift}. */
  RivalWriter(TrainingPlan plan, String name, int rateShift) {
    this.plan = plan;
    this.name = name;
    this.rateShift = rateShift;
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
        (layer instanceof Dense dense && dense.inputs() <= MAX_INPUTS)
            || layer instanceof Relu
            || layer instanceof Flatten
            || (layer instanceof MaxPool2d pool && pool.size() <= pool.stride())
            || (layer instanceof Conv2d conv
                && conv.padding() == 0
                && conv.dilation() == 1
                && conv.groups() == 1
                && conv.inChannels() <= MAX_BYTE
                && conv.kernelWidth() * conv.inChannels() <= MAX_BYTE);
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
                  "rival%sUpdate(&layer%d, rate, %s, %s, weights%d);",
                  kind, n, value(n), gradient(n + 1), p)
              : CText.of(
                  "rivalBiasUpdate(%d, %d, rate, %s, weights%d);",
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

  /** The file {@value #HEADER}: the same functions as those of the program. */
  String header() {
    return CText.of(
        """
        #include "rival.h"

        #define %1$s_INPUTS %3$d
        #define %1$s_OUTPUTS %4$d

        void %2$sAdd(const int8_t *features, uint16_t label);
        void %2$sStep(void);
        uint16_t %2$sClassify(const int8_t *features);

        /* Whether it has learnt is seen in its weights: how many of the first are finite. */
        uint32_t %2$sHash(void);
        """,
        name.toUpperCase(Locale.ROOT), name, plan.spec.input().size(), plan.spec.output().size());
  }

  String source() {
    StringBuilder text = new StringBuilder("#include \"rival_net.h\"\n\n#include <stddef.h>\n\n");
    List<Int8Tensor> tensors = plan.checkpoint.model().parameters();
    for (int p = 0; p < tensors.size(); p++) {
      Int8Tensor tensor = tensors.get(p);
      byte[] values = tensor.toArray();
      text.append(
          CText.of("#define S %s\nstatic float weights%d[] = {", factor(tensor.scale()), p));
      for (int i = 0; i < values.length; i++) {
        text.append(i % 12 == 0 ? "\n    " : " ").append(values[i]).append(" * S,");
      }
      text.append("};\n#undef S\n");
    }
    for (LayerCode layer : plan.layers) {
      text.append(layer.declaration());
    }
    text.append(
        CText.of(
            """

        #define RATE %1$s
        #define INPUTS %2$s_INPUTS
        #define OUTPUTS %2$s_OUTPUTS

        static float arena[%3$d];
        static uint16_t waiting; /* the label of the next step */
        %4$s
        static void take(const int8_t *features) {
          float *input = %6$s;
          for (uint32_t i = 0; i < INPUTS; i++) {
            input[i] = (float)features[i] * %5$s;
          }
        }

        static void forward(void) {
          %7$s
        }

        void %8$sAdd(const int8_t *features, uint16_t label) {
          take(features);
          waiting = label;
        }

        void %8$sStep(void) {
          const float rate = %9$s;
          forward();
          rivalCrossEntropy(%10$s, waiting, OUTPUTS, %11$s);
          %12$s
        }

        uint16_t %8$sClassify(const int8_t *features) {
          const float *output = %10$s;
          uint16_t largest = 0;
          take(features);
          forward();
          for (uint16_t o = 1; o < OUTPUTS; o++) {
            largest = output[o] > output[largest] ? o : largest;
          }
          return largest;
        }

        uint32_t %8$sHash(void) {
          uint32_t finite = 0;
          for (uint32_t i = 0; i < sizeof weights0 / sizeof weights0[0]; i++) {
            finite += weights0[i] - weights0[i] == 0;
          }
          return finite;
        }
        """,
            factor(Scale.powerOfTwo(-rateShift)),
            name.toUpperCase(Locale.ROOT),
            plan.order.arenaBytes,
            falls() ? "static uint32_t stepCount;\n" : "",
            factor(plan.config.inputScale()),
            value(0),
            String.join("\n  ", forward),
            name,
            rate(),
            value(plan.layers.size()),
            gradient(plan.layers.size()),
            String.join("\n  ", backward)));
    return text.toString();
  }

  private boolean falls() {
    return plan.config.schedule().decay() == Schedule.Decay.LINEAR;
  }

  /** Of a step; a warm-up it has none. */
  private String rate() {
    long steps = plan.config.schedule().totalSteps();
    return falls()
        ? CText.of("stepCount < %1$d ? RATE * (float)(%1$d - stepCount++) / %1$d.0F : 0", steps)
        : "RATE";
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
