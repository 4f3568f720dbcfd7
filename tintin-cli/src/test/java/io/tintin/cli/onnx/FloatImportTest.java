package io.tintin.cli.onnx;

import static io.tintin.cli.onnx.FloatOnnx.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
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
    assertThat(Math.sqrt(errors / squares)).isLessThan(0.02);
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

  static Stream<FloatOnnx> endings() {
    FloatOnnx pooled = new FloatOnnx(1, 2, 4, 4).add("GlobalAveragePool");
    FloatOnnx dropped = new FloatOnnx(1, 2, 4, 4).add("Flatten").gemm(32, 3);
    return Stream.of(
        pooled.add("Softmax", of("axis", 1)),
        dropped.add("Dropout", Attribute.of("ratio", 0.5f)).add("LogSoftmax", of("axis", -1)),
        new FloatOnnx(1, 3).gemm(3, 3).add("Softmax"));
  }

  /** The last layer is the one before them. */
  @ParameterizedTest
  @MethodSource("endings")
  void softmaxOverTheOutputsIsLeftOut(FloatOnnx net) throws Exception {
    List<Layer> layers = OnnxImport.of(net.toBytes()).model().spec().layers();
    assertThat(layers.get(layers.size() - 1)).isInstanceOfAny(GlobalAveragePool.class, Dense.class);
  }

  /** The default axis was 1 before opset 13. */
  @Test
  void softmaxOfEarlierOpsetIsOfTheChannels() throws Exception {
    FloatOnnx net = new FloatOnnx(1, 2, 4, 4).add("GlobalAveragePool").add("Softmax");
    assertThat(OnnxImport.of(net.toBytes(12, "", "value1")).model().spec().layers())
        .containsExactly(new GlobalAveragePool());
  }

  static Stream<List<Long>> flattenings() {
    return Stream.of(
        List.of(-1L, 32L), List.of(0L, -1L), List.of(0L, 32L), List.of(1L, -1L), List.of(1L, 32L));
  }

  @ParameterizedTest
  @MethodSource("flattenings")
  void reshapeThatKeepsTheBatchFlattens(List<Long> target) throws Exception {
    FloatOnnx net = new FloatOnnx(1, 2, 4, 4);
    net.add("Reshape", List.of(net.shape(target.get(0), target.get(1))));
    assertThat(OnnxImport.of(net.toBytes()).model().spec().layers()).containsExactly(new Flatten());
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
