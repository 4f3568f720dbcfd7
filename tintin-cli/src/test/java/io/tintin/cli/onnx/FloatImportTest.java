package io.tintin.cli.onnx;

import static io.tintin.cli.onnx.FloatOnnx.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Predictor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Float32 nets become int8 models that answer as they do in ONNX Runtime. */
class FloatImportTest {
  private static final Scale INPUT_SCALE = Scale.powerOfTwo(-5);

  private record Net(byte[] onnx, Shape extents) {}

  private static Map<String, Net> nets() {
    Map<String, Net> nets = new LinkedHashMap<>();
    nets.put("mlp", net(mlp(new FloatOnnx(1, 12)), 12));
    nets.put("matmul", net(matMul(new FloatOnnx(2, 6, 7)), 6, 7));
    nets.put("lenet", net(lenet(new FloatOnnx(3, 1, 28, 28)), 1, 28, 28));
    nets.put("windows", net(windows(new FloatOnnx(4, 4, 11, 9)), 4, 11, 9));
    nets.put("global", net(global(new FloatOnnx(5, 3, 8, 8)), 3, 8, 8));
    return nets;
  }

  private static Net net(FloatOnnx net, int... extents) {
    return new Net(net.toBytes(), Shape.of(extents));
  }

  private static FloatOnnx mlp(FloatOnnx net) {
    return net.gemm(12, 20).add("Relu").gemm(20, 16).add("Tanh").add("Dropout").gemm(16, 5);
  }

  private static FloatOnnx matMul(FloatOnnx net) {
    return net.add("Reshape", List.of(net.shape(-1, 42)))
        .add("MatMul", List.of(net.weights(42, 10)))
        .add("Add", List.of(net.weights(10)))
        .add("LeakyRelu", Attribute.of("alpha", 0.125f))
        .add("MatMul", List.of(net.weights(10, 4)))
        .add("Identity");
  }

  private static FloatOnnx lenet(FloatOnnx net) {
    return net.add("Conv", List.of(net.weights(6, 1, 5, 5), net.weights(6)), of("pads", 2, 2, 2, 2))
        .add("Relu")
        .add("MaxPool", of("kernel_shape", 2, 2), of("strides", 2, 2))
        .add("Conv", List.of(net.weights(16, 6, 5, 5), net.weights(16)))
        .add("Relu")
        .add("MaxPool", of("kernel_shape", 2, 2), of("strides", 2, 2), of("ceil_mode", 0))
        .add("Flatten", of("axis", 1))
        .gemm(400, 120)
        .add("Relu")
        .gemm(120, 10);
  }

  private static FloatOnnx windows(FloatOnnx net) {
    return net.add(
            "Conv",
            List.of(net.weights(6, 2, 3, 2)),
            of("kernel_shape", 3, 2),
            of("dilations", 2, 2),
            of("group", 2))
        .add("LeakyRelu")
        .add("AveragePool", of("kernel_shape", 3, 3), of("strides", 2, 2))
        .add("Flatten")
        .gemm(6 * 3 * 3, 7);
  }

  private static FloatOnnx global(FloatOnnx net) {
    return net.add("Conv", List.of(net.weights(9, 3, 3, 3), net.weights(9)), of("strides", 2, 2))
        .add("Relu")
        .add("GlobalAveragePool")
        .add("Flatten")
        .gemm(9, 4);
  }

  static Stream<String> names() {
    return nets().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void outputsAgreeWithinQuantisation(String name) throws Exception {
    Net net = nets().get(name);
    Model model = OnnxImport.of(net.onnx()).model();
    RandomSequence draws = new RandomSequence(new RandomSource(9), 0);
    double squares = 0;
    double errors = 0;
    for (int e = 0; e < 40; e++) {
      byte[] features = new byte[net.extents().size()];
      for (int i = 0; i < features.length; i++) {
        features[i] = (byte) (draws.nextBelow(161) - 80);
      }
      float[] expected = FloatOnnx.run(net.onnx(), real(features), net.extents());
      double[] outputs = predict(model, net.extents(), features);
      assertThat(outputs).hasSameSizeAs(expected);
      for (int o = 0; o < outputs.length; o++) {
        squares += expected[o] * expected[o];
        errors += (outputs[o] - expected[o]) * (outputs[o] - expected[o]);
      }
    }
    assertThat(Math.sqrt(errors / squares)).isLessThan(0.03);
  }

  /** Where nothing is rounded, one value out of place would be another output. */
  @Test
  void everyWeightIsInItsPlace() throws Exception {
    FloatOnnx net = new FloatOnnx(1, 4, 3, 2);
    net.add("Conv", List.of(steps(net, 6, 2, 2, 2)), of("group", 2)).add("Flatten");
    assertSameOnUnitInputs(net(net, 4, 3, 2));
    FloatOnnx dense = new FloatOnnx(1, 3, 4, 2);
    dense.add("Flatten").add("MatMul", List.of(steps(dense, 24, 5)));
    assertSameOnUnitInputs(net(dense, 3, 4, 2));
  }

  /** Integers up to 127, so that a step is 1. */
  private static String steps(FloatOnnx net, Integer... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 127 - i * 7 % 254;
    }
    return net.constant(List.of(extents), values);
  }

  private static void assertSameOnUnitInputs(Net net) throws Exception {
    Model model = OnnxImport.of(net.onnx()).model();
    for (int i = 0; i < net.extents().size(); i++) {
      byte[] features = new byte[net.extents().size()];
      features[i] = 1;
      float[] expected = FloatOnnx.run(net.onnx(), real(features), net.extents());
      double[] outputs = predict(model, net.extents(), features);
      for (int o = 0; o < outputs.length; o++) {
        assertThat((float) outputs[o]).isEqualTo(expected[o]);
      }
    }
  }

  @Test
  void scaleIsTheFinestWithoutClipping() throws Exception {
    FloatOnnx net = new FloatOnnx(1, 2);
    String weights = net.constant(List.of(2, 2), 1.0f, -0.5f, 0.003f, 0);
    String bias = net.constant(List.of(2), 0, 0);
    net.add("Gemm", List.of(weights, bias), of("transB", 1));

    List<Int8Tensor> parameters = OnnxImport.of(net.toBytes()).model().parameters();

    // 1 / 2^-7 = 128 is above 127; 1 / (2^-7 * 5/4) = 102.4.
    assertThat(parameters.get(0))
        .isEqualTo(
            Int8Tensor.of(
                Shape.of(2, 2), Scale.of(-7, 1, 0), (byte) 102, (byte) -51, (byte) 0, (byte) 0));
    assertThat(parameters.get(1))
        .isEqualTo(Int8Tensor.of(Shape.of(2), Scale.powerOfTwo(-7), (byte) 0, (byte) 0));
  }

  @Test
  void largestWeightHasAtLeast99Steps() throws Exception {
    for (float largest = 1e-30f; largest < 1e30f; largest *= 1.37f) {
      FloatOnnx net = new FloatOnnx(1, 1);
      net.add("MatMul", List.of(net.constant(List.of(1, 1), largest)));
      Int8Tensor weights = OnnxImport.of(net.toBytes()).model().parameters().get(0);
      assertThat(weights.get(0)).isBetween((byte) 99, (byte) 127);
      double step = Math.scalb(Math.pow(1.25, weights.scale().up()), weights.scale().shift());
      assertThat(weights.get(0) * step / largest).isCloseTo(1, within(0.005));
    }
  }

  /** In the layout of ONNX, {@code [channels, height, width]}. */
  private static float[] real(byte[] features) {
    float[] real = new float[features.length];
    for (int i = 0; i < real.length; i++) {
      real[i] = features[i] / 32f;
    }
    return real;
  }

  private static double[] predict(Model model, Shape extents, byte[] channelsFirst) {
    byte[] features = channelsFirst.clone();
    if (extents.rank() == 3) {
      int channels = extents.extent(0);
      int area = extents.size() / channels;
      for (int i = 0; i < features.length; i++) {
        features[i % area * channels + i / area] = channelsFirst[i];
      }
    }
    Predictor predictor = new Predictor(model, INPUT_SCALE).run(features);
    double[] outputs = new double[model.spec().output().size()];
    for (int o = 0; o < outputs.length; o++) {
      outputs[o] = Math.scalb((double) predictor.output(o, Scale.powerOfTwo(-20)), -20);
    }
    return outputs;
  }

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
    return refused.entrySet().stream();
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

  @Test
  void damagedFilesAreMalformedOrGiveAModel() {
    byte[] bytes = nets().get("windows").onnx();
    RandomSequence draws = new RandomSequence(new RandomSource(5), 0);
    int refused = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 + draws.nextBelow(255));
      refused += isRefused(changed) ? 1 : 0;
      assertThat(isRefused(Arrays.copyOf(bytes, at))).as("%s bytes", at).isTrue();
    }
    assertThat(refused).isBetween(100, bytes.length - 100);
  }

  private static boolean isRefused(byte[] onnx) {
    try {
      return OnnxImport.of(onnx).model().parameters().isEmpty();
    } catch (MalformedOnnxException e) {
      assertThat(e.getMessage()).contains(" must ");
      return true;
    }
  }
}
