package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.TensorInfo;
import io.tintin.cli.onnx.OrtModel.Answer;
import io.tintin.cli.onnx.OrtModel.Setup;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxExportTest {
  private static final Setup SETUP = Setup.all().get(0);
  private static final FrozenModel FROZEN = Models.frozen(Models.specs().get("stride 2"), 5, 0);

  /** The id of the model aside, which is the hash of its own saved form. */
  @Test
  void bytesOfVersion2Stay() throws Exception {
    String id = FROZEN.model().id().sha256();
    byte[] bytes = OnnxExport.of(FROZEN).with("trained.on", "mote-3").toBytes();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(id);
    byte[] withoutId = text.replace(id, "").getBytes(StandardCharsets.ISO_8859_1);

    byte[] hash = MessageDigest.getInstance("SHA-256").digest(withoutId);

    assertThat(OnnxExport.VERSION).isEqualTo(2);
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("763c4b978621e11e5d1076238dbf80a6c668f08189632e62988a239a51717d5f");
  }

  @Test
  void equalModelsGiveEqualBytes() {
    OnnxExport export = OnnxExport.of(FROZEN);

    assertThat(OnnxExport.of(FROZEN).with("a", "1").with("b", "2").toBytes())
        .isEqualTo(export.with("b", "2").with("a", "1").toBytes())
        .isNotEqualTo(export.toBytes());
  }

  @Test
  void metadataTellsWhereTheModelComesFrom() throws Exception {
    byte[] onnx = OnnxExport.of(FROZEN).with("trained.on", "mote-3").toBytes();

    try (OrtModel model = new OrtModel(onnx, FROZEN.model().spec().input(), SETUP)) {
      OnnxModelMetadata metadata = model.session().getMetadata();
      assertThat(metadata.getProducerName()).isEqualTo("Tin-Tin");
      assertThat(metadata.getCustomMetadata())
          .containsOnlyKeys(
              "tintin.biases",
              "tintin.input.scale",
              "tintin.input.shape",
              "tintin.layers",
              "tintin.model.sha256",
              "tintin.output.scale",
              "tintin.parameter.scales",
              "tintin.shifts",
              "trained.on")
          .containsEntry("tintin.input.shape", "9 8 3")
          .containsEntry(
              "tintin.layers",
              """
              Conv2d[inChannels=3, outChannels=6, kernelHeight=3, kernelWidth=3, stride=2,\
               padding=0, dilation=1, groups=1, hasBias=true] 0
              Relu[] 1
              Flatten[] 2
              Dense[inputs=72, outputs=3, hasBias=true] 3""")
          .containsEntry("tintin.model.sha256", FROZEN.model().id().sha256())
          .containsEntry("tintin.input.scale", "2^-6 (5/4)^-1 (13/16)^2")
          .containsEntry("tintin.output.scale", OnnxExport.of(FROZEN).outputScale().toString())
          .containsEntry("trained.on", "mote-3");
    }
  }

  @Test
  void anEntryOfTheMetadataIsNotReplaced() {
    OnnxExport export = OnnxExport.of(FROZEN);

    assertThatThrownBy(() -> export.with("tintin.input.scale", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metadata key must be new: tintin.input.scale");
  }

  @Test
  void edgesAreThoseOfThePredictorForAnyNumberOfExamples() throws Exception {
    byte[] onnx = OnnxExport.of(FROZEN).toBytes();

    try (OrtModel model = new OrtModel(onnx, FROZEN.model().spec().input(), SETUP)) {
      TensorInfo input = (TensorInfo) model.session().getInputInfo().get("features").getInfo();
      TensorInfo output = (TensorInfo) model.session().getOutputInfo().get("outputs").getInfo();
      assertThat(input.type).isEqualTo(OnnxJavaType.INT8);
      assertThat(input.getShape()).containsExactly(-1, 9, 8, 3);
      assertThat(output.type).isEqualTo(OnnxJavaType.INT8);
      assertThat(output.getShape()).containsExactly(-1, 3);
    }
  }

  @Test
  void realOutputsAreStepsOfTheOutputScale() throws Exception {
    OnnxExport export = OnnxExport.of(FROZEN);
    Shape input = FROZEN.model().spec().input();

    try (OrtModel model = new OrtModel(export.toBytes(), input, SETUP)) {
      Answer answer = model.run(Models.examples(input, 8, 2));
      Scale scale = export.outputScale();
      double step =
          Math.pow(2, scale.shift()) * Math.pow(1.25, scale.up()) * Math.pow(.8125, scale.down());
      for (int e = 0; e < 8; e++) {
        for (int o = 0; o < 3; o++) {
          assertThat(answer.real()[e][o]).isEqualTo(answer.outputs()[e][o] * (float) step);
        }
      }
    }
  }

  @Test
  void aLayerOfTooManyProductsIsNamedBeforeItIsTrained() {
    ModelSpec spec = ModelSpec.of(Shape.of(1041), new Dense(1041, 1), new Relu());

    assertThat(OnnxExport.unsupported(spec))
        .containsExactly(
            "layer 0 Dense[inputs=1041, outputs=1, hasBias=true]: products of one output must be at"
                + " most 1040, or float32 could round their sum: 1041");
    Models.specs().forEach((name, each) -> assertThat(OnnxExport.unsupported(each)).isEmpty());
  }

  @Test
  void anOutputOfSeveralPixelsIsRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(4, 4, 1), new Conv2d(1, 2, 3));
    String reason = "model output must be flat or of one pixel [1, 1, channels]: [2, 2, 2]";

    assertThat(OnnxExport.unsupported(spec)).containsExactly(reason);
    assertThatThrownBy(() -> OnnxExport.of(dense(spec, Scale.UNIT, Scale.UNIT, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void allReasonsAreToldAtOnce() {
    ModelSpec spec =
        ModelSpec.of(Shape.of(1), new Dense(1, 1, false), new Relu(), new Dense(1, 1, false));

    assertThatThrownBy(
            () -> OnnxExport.of(dense(spec, Scale.powerOfTwo(-127), Scale.powerOfTwo(4), 0, 0, 70)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "input scale must be a normal float32: 2^-127 (5/4)^0 (13/16)^0; "
                + "layer 0 Dense[inputs=1, outputs=1, hasBias=false]: right shift must be at most"
                + " 62: 123; "
                + "layer 2 Dense[inputs=1, outputs=1, hasBias=false]: right shift must be at most"
                + " 62: 66");
  }

  @Test
  void aScaleThatFloat32DoesNotHoldIsRefused() {
    ModelSpec spec = ModelSpec.of(Shape.of(1), new Dense(1, 1, false));

    assertThatThrownBy(
            () -> OnnxExport.of(dense(spec, Scale.powerOfTwo(60), Scale.powerOfTwo(43), 0)))
        .hasMessage(
            "layer 0 Dense[inputs=1, outputs=1, hasBias=false]: accumulator scale must be in"
                + " 2^[-126, 102], a normal float32: 2^103");
    assertThat(OnnxExport.of(dense(spec, Scale.powerOfTwo(60), Scale.powerOfTwo(42), 0)).toBytes())
        .isNotEmpty();
  }

  /** Zero weights. */
  private static FrozenModel dense(ModelSpec spec, Scale input, Scale weights, Integer... shifts) {
    List<Int8Tensor> parameters =
        spec.parameterShapes().stream()
            .map(shape -> Int8Tensor.of(shape, weights, new byte[shape.size()]))
            .toList();
    return new FrozenModel(new Model(spec, parameters), input, List.of(shifts));
  }
}
