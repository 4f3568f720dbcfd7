package io.tintin.cli.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.tintin.cli.onnx.OnnxGraph.Attribute;
import io.tintin.cli.real.RealStep;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes ONNX files of float32 nets whose nodes follow one another, as PyTorch exports them. */
public final class FloatOnnx {
  private final OnnxGraph graph = new OnnxGraph();
  private final Shape input;
  private final RandomSequence draws;
  private String value = "input";
  private int count;

  /**
   * A net without nodes yet.
   *
   * @param extents of one example in the order of ONNX
   */
  FloatOnnx(long seed, int... extents) {
    this.input = Shape.of(extents);
    this.draws = new RandomSequence(new RandomSource(seed), 0);
  }

  /**
   * The float32 values of a model of one flattening, dense layers with a bias, and ReLU.
   *
   * @param isImage whether it takes {@code [1, height, width]} or a row
   */
  public static FloatOnnx of(Model model, boolean isImage) {
    Shape shape = model.spec().input();
    FloatOnnx net =
        isImage
            ? new FloatOnnx(1, 1, shape.extent(0), shape.extent(1)).add("Flatten")
            : new FloatOnnx(1, shape.size());
    int read = 0;
    for (Layer layer : model.spec().layers()) {
      if (layer instanceof Dense) {
        String weights = net.real(model.parameters().get(read++));
        String bias = net.real(model.parameters().get(read++));
        net.add("Gemm", List.of(weights, bias), of("transB", 1));
      } else if (layer instanceof Relu) {
        net.add("Relu");
      }
    }
    return net;
  }

  private String real(Int8Tensor tensor) {
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i) * (float) RealStep.of(tensor.scale());
    }
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < tensor.shape().rank(); i++) {
      extents.add(tensor.shape().extent(i));
    }
    return constant(extents, values);
  }

  /** Adds a node that takes the value before it, and these. */
  FloatOnnx add(String operator, List<String> others, Attribute... attributes) {
    List<String> inputs = new ArrayList<>(List.of(value));
    inputs.addAll(others);
    value = graph.add(operator, inputs, "value" + count++, List.of(attributes));
    return this;
  }

  FloatOnnx add(String operator, Attribute... attributes) {
    return add(operator, List.of(), attributes);
  }

  /** An initializer of random values, of deviation 1 over the root of the products. */
  String weights(Integer... extents) {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    double bound = Math.sqrt(3.0 * extents[0] / size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (bound * (draws.nextBelow(20_001) - 10_000) / 10_000);
    }
    return constant(List.of(extents), values);
  }

  String constant(List<Integer> extents, float... values) {
    return graph.addFloat32("constant" + count++, extents, values);
  }

  String shape(long... values) {
    return graph.addInt64("shape" + count++, List.of(values.length), values);
  }

  FloatOnnx gemm(int inputs, int outputs) {
    return add("Gemm", List.of(weights(outputs, inputs), weights(outputs)), of("transB", 1));
  }

  static Attribute of(String name, long... values) {
    return values.length == 1 ? Attribute.of(name, values[0]) : Attribute.list(name, values);
  }

  /** The file, with opset 13. */
  public byte[] toBytes() {
    return toBytes(13, "", value);
  }

  byte[] toBytes(long opset, String domain, String output) {
    ProtoMessage ofAnyShape =
        new ProtoMessage().writeMessage(1, new ProtoMessage().writeInt(1, OnnxGraph.FLOAT));
    ProtoMessage message =
        graph.message(
            "main_graph",
            OnnxGraph.valueInfo("input", OnnxGraph.FLOAT, input),
            List.of(new ProtoMessage().writeString(1, output).writeMessage(2, ofAnyShape)));
    return new ProtoMessage()
        .writeInt(1, 7)
        .writeString(2, "pytorch")
        .writeMessage(7, message)
        .writeMessage(8, new ProtoMessage().writeString(1, domain).writeInt(2, opset))
        .toBytes();
  }

  /** The outputs of ONNX Runtime for one example, flat. */
  static float[] run(byte[] onnx, float[] example, Shape extents) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = new long[extents.rank() + 1];
    shape[0] = 1;
    for (int i = 0; i < extents.rank(); i++) {
      shape[i + 1] = extents.extent(i);
    }
    try (OrtSession session = environment.createSession(onnx);
        OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(example), shape);
        OrtSession.Result result = session.run(Map.of("input", tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer values = output.getFloatBuffer();
      float[] flat = new float[values.remaining()];
      values.get(flat);
      return flat;
    }
  }
}
