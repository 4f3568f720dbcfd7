package io.tintin.cli.onnx;

import static io.tintin.cli.onnx.FloatOnnx.of;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of float32 nets is not imported, and what is said of it. */
class FloatRefusalTest {
  /** Nets that are refused, and how they are. */
  static Stream<Map.Entry<String, byte[]>> refusals() {
    FloatOnnx plain = new FloatOnnx(1, 2, 4, 4).add("Relu");
    FloatOnnx branch = new FloatOnnx(1, 3).add("Relu");
    Map<String, byte[]> refused = new LinkedHashMap<>();
    refused.put("opset version must be in [7, 25]: 6", plain.toBytes(6, "", "value0"));
    refused.put("opset_import must be there for ONNX: absent", plain.toBytes(13, "x", "value0"));
    refused.put(
        "graph output must be value0, of the last node: value9", plain.toBytes(13, "", "value9"));
    refused.put("node 0 Sin op_type must be Gemm, MatMul,", one("Sin"));
    refused.put("node 0 Relu attribute must be one of []: beta", one("Relu", of("beta", 1)));
    refused.put(
        "node 0 LeakyRelu alpha must be within 1/254 of one of 1/2, 1/4, … 1/128: 0.2",
        one("LeakyRelu", Attribute.of("alpha", 0.2f)));
    refused.put(
        "node 0 LeakyRelu attribute alpha type must be 1: 2", one("LeakyRelu", of("alpha", 1)));
    refused.put(
        "node 0 MaxPool strides must be 2 equal numbers: [2, 1]",
        one("MaxPool", of("kernel_shape", 2, 2), of("strides", 2, 1)));
    refused.put(
        "node 0 MaxPool pads must be 0, as this layer has no other: 1",
        one("MaxPool", of("kernel_shape", 2, 2), of("pads", 1, 1, 1, 1)));
    refused.put(
        "node 0 AveragePool ceil_mode must be 0, as this layer has no other: 1",
        one("AveragePool", of("kernel_shape", 2, 2), of("ceil_mode", 1)));
    refused.put("node 0 MaxPool: max pool size must be in [1, 128]: 0", one("MaxPool"));
    refused.put("node 0 Conv inputs must be at least 2: 1", one("Conv"));
    refused.put("node 0 Flatten axis must be 1: 2", one("Flatten", of("axis", 2)));
    FloatOnnx late = new FloatOnnx(1, 3).add("Softmax").add("Relu");
    refused.put("node 1 Relu place must be before a Softmax: after it", late.toBytes());
    refused.put(
        "node 1 Add op_type must be Gemm,",
        branch.add("Add", List.of(branch.weights(3))).toBytes());
    FloatOnnx image = new FloatOnnx(1, 2, 4, 4);
    refused.put("node 0 Gemm: dense input", image.gemm(32, 3).toBytes());
    FloatOnnx unknown = new FloatOnnx(1, 3).add("MatMul", List.of("nowhere"));
    refused.put(
        "node 0 MatMul input 1 must be an initializer or a Constant: nowhere", unknown.toBytes());
    FloatOnnx infinite = new FloatOnnx(1, 1);
    infinite.add("MatMul", List.of(infinite.constant(List.of(1, 1), Float.NaN)));
    refused.put("tensor constant0 values must be finite: NaN", infinite.toBytes());
    FloatOnnx wrongType = new FloatOnnx(1, 1);
    wrongType.add("MatMul", List.of(wrongType.shape(1)));
    refused.put("node 0 MatMul weights rank must be 2: 1", wrongType.toBytes());
    putWhatDoesMoreThanNothing(refused);
    return refused.entrySet().stream();
  }

  /** Operators that are left out, or flatten, where they mean something else. */
  private static void putWhatDoesMoreThanNothing(Map<String, byte[]> refused) {
    refused.put(
        "node 0 Softmax axis must be 1 or -1, that of the outputs: 0",
        new FloatOnnx(1, 3).add("Softmax", of("axis", 0)).toBytes());
    refused.put(
        "node 0 LogSoftmax axis must be 1 or -1, that of the outputs: 2",
        new FloatOnnx(1, 3).add("LogSoftmax", of("axis", 2)).toBytes());
    refused.put("node 0 Softmax input must be [N, outputs]: [4, 4, 2]", one("Softmax"));
    FloatOnnx pooled = new FloatOnnx(1, 2, 4, 4).add("GlobalAveragePool");
    refused.put(
        "node 1 Softmax axis must be 1 or -3, that of the outputs: -1",
        pooled.add("Softmax").toBytes());
    refused.put(
        "node 0 Dropout attribute must be one of [ratio, seed]: training_mode",
        one("Dropout", of("training_mode", 1)));
    FloatOnnx training = new FloatOnnx(1, 3);
    refused.put(
        "node 0 Dropout training_mode must be absent: mode",
        training.add("Dropout", List.of("", "mode")).toBytes());
    refused.put(
        "node 0 Identity attribute must be one of []: axis", one("Identity", of("axis", 1)));
    for (long[] target : new long[][] {{2, 32}, {-2, 32}, {-1, -1}, {0, 16}, {32}, {1, 1, 32}}) {
      FloatOnnx net = new FloatOnnx(1, 2, 4, 4);
      refused.put(
          "node 0 Reshape shape must be [N, 32], of all features, with -1, 0 or 1 for N: "
              + Arrays.toString(target),
          net.add("Reshape", List.of(net.shape(target))).toBytes());
    }
  }

  /** A message of two bytes a field would otherwise take many times its size. */
  @Test
  void manySmallFieldsAreRefused() {
    byte[] fields = new byte[2 * 65_537];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 1 << 3; // ir_version, varint
    }
    assertThatThrownBy(() -> OnnxImport.of(fields))
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessage("model fields must be at most 65536: more");
  }

  @Test
  void externalDataIsRefused() {
    ProtoMessage tensor = new ProtoMessage().writeInt(2, 1).writeString(8, "w").writeInt(14, 1);
    ProtoMessage graph = new ProtoMessage().writeMessage(5, tensor);
    ProtoMessage opset = new ProtoMessage().writeInt(2, 13);
    byte[] bytes = new ProtoMessage().writeMessage(7, graph).writeMessage(8, opset).toBytes();
    assertThatThrownBy(() -> OnnxImport.of(bytes))
        .hasMessage("tensor w data must be in the file: external");
  }

  private static byte[] one(String operator, Attribute... attributes) {
    return new FloatOnnx(1, 2, 4, 4).add(operator, attributes).toBytes();
  }

  @ParameterizedTest
  @MethodSource
  void refusals(Map.Entry<String, byte[]> refused) {
    assertThatThrownBy(() -> OnnxImport.of(refused.getValue()))
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessageStartingWith(refused.getKey());
  }
}
