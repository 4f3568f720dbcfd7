package io.tintin.mcu;

import io.tintin.core.optim.Lion;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.TrackedExponent;
import io.tintin.core.train.Trainable;
import java.util.List;
import java.util.Locale;

/** Writes the source of a program that is of one model: its parameters, its memory, its calls. */
final class ProgramWriter {
  private final TrainingPlan plan;
  private final String name;
  private final String constant;
  private final int outputs;

  ProgramWriter(TrainingPlan plan, String name) {
    this.plan = plan;
    this.name = name;
    this.constant = name.toUpperCase(Locale.ROOT);
    this.outputs = plan.spec.output().size();
  }

  String source() {
    StringBuilder text = new StringBuilder();
    text.append(
        CText.of(
            "/* %s: see %s.h. Written by Tin-Tin; change the model, not this. */\n", name, name));
    text.append(CText.of("#include \"%s.h\"\n\n#include <stddef.h>\n\n", name));
    parameters(text);
    state(text);
    layers(text);
    StepWriter steps = new StepWriter(plan, name);
    ExampleWriter examples = new ExampleWriter(plan, name);
    text.append(steps.forward()).append(examples.areFeatures());
    if (plan.learns) {
      text.append(examples.add()).append(plan.reconstructs ? examples.addOwn() : "");
      text.append(steps.step());
    }
    text.append(predict());
    text.append(
        CText.of(
            """
        uint32_t %sHash(void) {
          uint32_t hash = TINTIN_HASH;
          for (uint16_t p = 0; p < %d; p++) {
            hash = tintinHash(&parameters[p], hash);
          }
          return hash;
        }
        """,
            name, plan.isTrained.size()));
    if (plan.learns) {
      text.append(new StateWriter(plan, name).source());
    }
    return text.toString();
  }

  private void parameters(StringBuilder text) {
    List<Int8Tensor> tensors = plan.checkpoint.model().parameters();
    String storage = plan.learns ? "static " : "static const ";
    StringBuilder table = new StringBuilder(storage + "TintinParameter parameters[] = {\n");
    for (int p = 0; p < tensors.size(); p++) {
      Int8Tensor tensor = tensors.get(p);
      Shape shape = tensor.shape();
      int number = p;
      byte[] values = tensor.toArray();
      text.append(CText.of("/* Parameter %d, %s. */\n", p, shape));
      text.append(storage);
      CText.array(text, "int8_t", "values" + p, shape.size(), i -> values[i]);
      boolean keeps = plan.config.rule().keepsState();
      if (keeps) {
        boolean isKept = plan.checkpoint.keepsMemory(p);
        text.append("static ");
        CText.array(
            text,
            "int8_t",
            "fractions" + p,
            shape.size(),
            i -> isKept ? plan.checkpoint.fraction(number, i) : 0);
        text.append("static ");
        CText.array(
            text,
            "int16_t",
            "moments" + p,
            shape.size(),
            i -> isKept ? plan.checkpoint.moment(number, i) : 0);
      }
      Scale scale = tensor.scale();
      table.append(
          CText.of(
              "    {%svalues%d, %s, %s, %d, %d, %d, %d, %d},\n",
              plan.learns ? "" : "(int8_t *)", // nothing writes to it
              p,
              keeps ? "fractions" + p : "NULL",
              keeps ? "moments" + p : "NULL",
              shape.size(),
              scale.shift(),
              scale.up(),
              scale.down(),
              shape.rank() > 1 ? 1 : 0));
    }
    text.append('\n').append(table).append("};\n\n");
    if (plan.config.rule() instanceof Lion) {
      text.append("/* The moments of each are in steps of 2^unit. */\nstatic ");
      CText.array(text, "int32_t", "units", tensors.size(), plan.checkpoint::momentShift);
      text.append('\n');
    }
    if (plan.config.trainable() instanceof Trainable.Channels chosen) {
      int layer = plan.firstParameter[chosen.layer()];
      int channels = tensors.get(layer).shape().extent(0);
      text.append("/* By channel of the layer that is trained. */\nstatic const ");
      CText.array(
          text, "uint8_t", "isTrained", channels, c -> chosen.channels().contains(c) ? 1 : 0);
      text.append('\n');
    }
  }

  private void state(StringBuilder text) {
    text.append("/* Where sums become int8: see TintinPlace. */\n");
    text.append("static TintinPlace places[] = {\n");
    for (TrackedExponent place : plan.places) {
      text.append(
          CText.of(
              "    {%d, 0, %d, 0, %d},\n",
              place.exponent(), place.isSet() ? 1 : 0, place.calmSteps()));
    }
    text.append("};\n\n");
    text.append(
        plan.learns
            ? "/* Activations and gradients of a step: they share memory as they come and go. */\n"
            : "/* Activations: they share memory as they come and go. */\n");
    text.append(CText.of("static int8_t arena[%d];\n", plan.order.arenaBytes));
    text.append(
        CText.of("static const TintinScale inputScale = %s;\n", scale(plan.config.inputScale())));
    for (int v = 0; v < plan.order.values.length; v++) {
      if (plan.order.values[v] != null) {
        String scale = v == 0 ? scale(plan.config.inputScale()) : "{0, 0, 0}";
        tensor(text, "value" + v, plan.order.values[v], scale, plan.shapes.get(v));
      }
    }
    if (!plan.learns) {
      text.append('\n');
      return;
    }
    for (int v = plan.order.gradients.length - 1; v >= 0; v--) {
      if (plan.order.gradients[v] != null) {
        tensor(text, "gradient" + v, plan.order.gradients[v], "{0, 0, 0}", plan.shapes.get(v));
      }
    }
    plan.order.further.forEach(
        (further, at) ->
            tensor(text, further, at.block(), "{0, 0, 0}", plan.shapes.get(at.value())));
    text.append('\n');
    plan.loss
        .targetScale()
        .ifPresent(
            scale ->
                text.append(
                    CText.of("static const TintinScale targetScale = %s;\n", scale(scale))));
    long seed = plan.config.seed();
    text.append(
        CText.of(
            "static const TintinKey seed = {0x%08XU, 0x%08XU};\n",
            (int) seed, (int) (seed >>> 32)));
    text.append(
        plan.isClasses
            ? CText.of("static uint16_t labels[%d];\n", plan.config.batchSize())
            : CText.of("static int8_t targets[%d];\n", (long) plan.config.batchSize() * outputs));
    text.append("static uint16_t waiting; /* examples of the next step */\n");
    text.append(CText.of("static uint64_t stepCount = %dU;\n\n", plan.checkpoint.stepCount()));
  }

  private static String scale(Scale scale) {
    return CText.of("{%d, %d, %d}", scale.shift(), scale.up(), scale.down());
  }

  private static void tensor(
      StringBuilder text, String name, Arena.Block block, String scale, Shape shape) {
    text.append(
        CText.of(
            "static TintinTensor %s = {arena + %d, %s}; /* %s */\n",
            name, block.offset, scale, shape));
  }

  private void layers(StringBuilder text) {
    for (LayerCode layer : plan.layers) {
      text.append(layer.declaration());
    }
    text.append(plan.learns ? Rules.declaration(plan.config.rule()) : "").append('\n');
  }

  private String predict() {
    int last = plan.layers.size();
    String classify =
        CText.of(
            """

        uint16_t %1$sClassify(const int8_t *features) {
          const int8_t *output = %1$sPredict(features);
          uint16_t largest = 0;
          if (output == NULL) {
            return %2$s_OUTPUTS;
          }
          for (uint16_t o = 1; o < %2$s_OUTPUTS; o++) {
            largest = output[o] > output[largest] ? o : largest;
          }
          return largest;
        }
        """,
            name, constant);
    String places =
        plan.learns
            ? CText.of(
                """
              /* An example alone is rescaled by its own range: all places begin anew. */
                static TintinPlace fresh[%1$d];
                for (uint16_t p = 0; p < %1$d; p++) {
                  fresh[p].isSet = 0;
                }
                forward(&input, 1, fresh, NULL);
              """,
                plan.freshPlaces())
            : "forward(&input, 1, places, NULL);\n";
    return CText.of(
        """
    const int8_t *%1$sPredict(const int8_t *features) {
      if (!areFeatures(features)) {
        return NULL;
      }
      /* Nothing writes to it. */
      const TintinTensor input = {(int8_t *)(uintptr_t)features, inputScale};
      %4$s  return value%2$d.values;
    }

    int32_t %1$sOutput(uint16_t output, const TintinScale *scale) {
      const TintinRatio ratio = tintinRatioOf(&value%2$d.scale, scale);
      return tintinApply(ratio, value%2$d.values[output], (int32_t)1 << 30, TINTIN_NEAREST, 0);
    }
    %3$s
    """,
        name, last, plan.isClasses || !plan.learns ? classify : "", places);
  }
}
