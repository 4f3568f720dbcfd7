package io.tintin.cli.onnx;

import io.tintin.cli.real.RealStep;
import io.tintin.core.layer.Layer;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A frozen model as an ONNX graph whose int8 outputs are those of {@code Predictor}, bit for bit.
 *
 * <pre>{@code
 * byte[] onnx = OnnxExport.of(frozen).with("trained.on", "mote-3").toBytes();
 * }</pre>
 *
 * <p>The graph is in QDQ form: int8 tensors, with float operators between DequantizeLinear and
 * QuantizeLinear. It takes {@code features}, int8 {@code [N, …]} in the order of {@code
 * Predictor.run}, so an image is {@code [N, height, width, channels]}; none may be -128, which
 * {@code Predictor} refuses. It gives {@code outputs}, int8 {@code [N, outputs]}, and {@code
 * outputs_real}, their float32 values in real units, which alone are rounded.
 *
 * <p>Why it is exact. Every tensor has a scale of {@code 2^shift} alone; the powers of 5/4 and
 * 13/16 are the same all along a path and decide no bit, and where branches meet, tables have their
 * ratio. So a float is an integer times a power of two, and sums stay at most 2^24, where float32
 * holds every integer: no order of adding rounds. A layer that could go beyond is refused.
 * QuantizeLinear rounds ties to even, as {@code FrozenRequantizer} does; a Clip at ±127 steps
 * before it keeps -128 out. What a layer rounds otherwise is a table, or integer arithmetic.
 *
 * <p>The Clip does a second thing. Without it, ONNX Runtime fuses layers into int8 operators
 * (QLinearConv, QGemm), whose kernels for x86 processors without VNNI may add pairs of products in
 * 16 bits that saturate. As the Clip is narrower than QuantizeLinear, no such fusion applies, and
 * all levels of graph optimisation give the same bits.
 *
 * <p>Equal models and entries give equal bytes. Immutable.
 */
public final class OnnxExport {
  /** Of the form of graph and metadata; {@code producer_version} of the file. */
  public static final int VERSION = 2;

  /** Name of the graph's input. */
  public static final String INPUT = "features";

  /** Name of the int8 output. */
  public static final String OUTPUT = "outputs";

  /** Name of the float32 output in real units. */
  public static final String REAL_OUTPUT = "outputs_real";

  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;

  private final ProtoMessage graph;
  private final Scale outputScale;
  private final SortedMap<String, String> metadata;

  private OnnxExport(ProtoMessage graph, Scale outputScale, SortedMap<String, String> metadata) {
    this.graph = graph;
    this.outputScale = outputScale;
    this.metadata = Collections.unmodifiableSortedMap(metadata);
  }

  /**
   * The export of a model.
   *
   * @throws IllegalArgumentException naming every layer that cannot be exported exactly, and why
   */
  public static OnnxExport of(FrozenModel frozen) {
    Model model = frozen.model();
    check(Limits.inexpressible(model.spec()));
    OnnxGraph graph = new OnnxGraph();
    List<String> refusals = new ArrayList<>();
    Activation last = convert(frozen, graph, refusals);
    check(refusals);
    Scale outputScale = checkedScale(last);
    ProtoMessage message = finish(graph, model.spec(), last, outputScale);
    SortedMap<String, String> metadata = ModelText.write(frozen);
    metadata.put("tintin.output.scale", outputScale.toString());
    return new OnnxExport(message, outputScale, metadata);
  }

  /**
   * Layers that cannot be exported exactly, or not with all weights, each with the reason; empty if
   * there are none. What {@link #of} says of the finished model is what counts: it looks at the
   * weights, so it may take a wide layer that is named here; and at biases and scales, so it may
   * refuse a layer that is not.
   */
  public static List<String> unsupported(ModelSpec spec) {
    return List.copyOf(Limits.unsafe(spec));
  }

  private static void check(List<String> refusals) {
    if (!refusals.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", refusals));
    }
  }

  private static Activation convert(FrozenModel frozen, OnnxGraph graph, List<String> refusals) {
    ModelSpec spec = frozen.model().spec();
    List<Shape> shapes = spec.shapes();
    List<Activation> values = new ArrayList<>(List.of(input(frozen, graph, refusals)));
    int firstParameter = 0;
    for (int n = 0; n < spec.nodes().size(); n++) {
      Node node = spec.nodes().get(n);
      Layer layer = node.layer();
      int end = firstParameter + layer.parameterShapes().size();
      List<Int8Tensor> parameters = frozen.model().parameters().subList(firstParameter, end);
      firstParameter = end;
      List<Activation> inputs = node.inputs().stream().map(values::get).toList();
      int shift = frozen.shifts().get(n);
      Site site = new Site(graph, n, layer, inputs, shapes.get(n + 1), parameters, shift, refusals);
      values.add(Converters.of(layer).convert(site));
    }
    return values.get(values.size() - 1);
  }

  /** The features with channels first, as ONNX and the inside of a step have them. */
  private static Activation input(FrozenModel frozen, OnnxGraph graph, List<String> refusals) {
    Shape shape = frozen.model().spec().input();
    Scale scale = frozen.inputScale();
    if (!Float32.isExact(scale.shift())) {
      refusals.add("input scale must be a normal float32: " + scale);
    }
    String name =
        switch (shape.rank()) {
          case 2 -> graph.add("Transpose", List.of(INPUT), "input", permutation(0, 2, 1));
          case 3 -> graph.add("Transpose", List.of(INPUT), "input", permutation(0, 3, 1, 2));
          default -> INPUT;
        };
    return new Activation(name, shape, scale.shift(), scale.up(), scale.down());
  }

  private static List<OnnxGraph.Attribute> permutation(long... axes) {
    return List.of(OnnxGraph.Attribute.list("perm", axes));
  }

  private static Scale checkedScale(Activation last) {
    Scale scale = last.scale();
    float real = (float) RealStep.of(scale);
    if (real < Float.MIN_NORMAL || real > Float.MAX_VALUE / Int8Tensor.MAX_VALUE) {
      throw new IllegalArgumentException("output scale must be a normal float32: " + scale);
    }
    return scale;
  }

  private static ProtoMessage finish(
      OnnxGraph graph, ModelSpec spec, Activation last, Scale outputScale) {
    graph.add("Flatten", List.of(last.name()), OUTPUT);
    String scale = graph.scalar("output_scale", (float) RealStep.of(outputScale));
    graph.add("DequantizeLinear", List.of(OUTPUT, scale), REAL_OUTPUT);
    Shape flat = Shape.of(spec.output().size());
    return graph.message(
        "tintin",
        OnnxGraph.valueInfo(INPUT, OnnxGraph.INT8, spec.input()),
        List.of(
            OnnxGraph.valueInfo(OUTPUT, OnnxGraph.INT8, flat),
            OnnxGraph.valueInfo(REAL_OUTPUT, OnnxGraph.FLOAT, flat)));
  }

  /**
   * This export with another entry in the metadata of the file, for example where the model comes
   * from.
   *
   * @throws IllegalArgumentException if there is an entry of this key
   */
  public OnnxExport with(String key, String value) {
    if (metadata.containsKey(key)) {
      throw new IllegalArgumentException("metadata key must be new: " + key);
    }
    SortedMap<String, String> more = new TreeMap<>(metadata);
    more.put(key, value);
    return new OnnxExport(graph, outputScale, more);
  }

  /** Real value of one step of the int8 outputs, exactly. */
  public Scale outputScale() {
    return outputScale;
  }

  /** The graph alone, a GraphProto. */
  byte[] graphBytes() {
    return graph.toBytes();
  }

  /** The content of an {@code .onnx} file. */
  public byte[] toBytes() {
    ProtoMessage model =
        new ProtoMessage()
            .writeInt(1, IR_VERSION)
            .writeString(2, "Tin-Tin")
            .writeString(3, Integer.toString(VERSION))
            .writeMessage(7, graph)
            .writeMessage(8, new ProtoMessage().writeString(1, "").writeInt(2, OPSET));
    metadata.forEach(
        (key, value) ->
            model.writeMessage(14, new ProtoMessage().writeString(1, key).writeString(2, value)));
    return model.toBytes();
  }
}
