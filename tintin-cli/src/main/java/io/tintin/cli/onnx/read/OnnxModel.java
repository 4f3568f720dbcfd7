package io.tintin.cli.onnx.read;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of an {@code .onnx} file, a ModelProto.
 *
 * <p>Source: onnx.proto of ONNX 1.8 and later, whose field numbers stand here.
 */
public final class OnnxModel {
  private static final int MIN_OPSET = 7;
  private static final int MAX_OPSET = 25;

  /** Most fields of model and graph: nodes, initializers, metadata. */
  private static final int MAX_ENTRIES = 1 << 16;

  private static final int FLOAT = 1; // TensorProto.DataType

  private final long opset;
  private final ByteString graphBytes;
  private final Map<String, String> metadata = new HashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> initializers = new HashMap<>();
  private final List<ProtoFields> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();

  private OnnxModel(ProtoFields model) throws MalformedOnnxException {
    if (!model.has(7)) {
      throw MalformedOnnxException.of("model graph", "there", "absent");
    }
    this.opset = opset(model);
    for (ByteString bytes : model.messages(14, "metadata_props")) {
      ProtoFields entry = ProtoFields.of("metadata", bytes);
      metadata.put(entry.text(1, "key"), entry.text(2, "value"));
    }
    this.graphBytes = model.bytes(7, "graph");
    readGraph(ProtoFields.of("graph", graphBytes, MAX_ENTRIES));
  }

  /**
   * Reads a file.
   *
   * @throws MalformedOnnxException naming the field, the rule and the value
   */
  public static OnnxModel read(byte[] bytes) throws MalformedOnnxException {
    return new OnnxModel(ProtoFields.of("model", ByteString.copyFrom(bytes), MAX_ENTRIES));
  }

  private static long opset(ProtoFields model) throws MalformedOnnxException {
    long known = 0;
    for (ByteString bytes : model.messages(8, "opset_import")) {
      ProtoFields opset = ProtoFields.of("opset", bytes);
      String domain = opset.text(1, "domain");
      if (domain.isEmpty() || domain.equals("ai.onnx")) {
        long version = opset.integer(2, "version", 0);
        if (version < MIN_OPSET || version > MAX_OPSET) {
          String rule = "in [" + MIN_OPSET + ", " + MAX_OPSET + "]";
          throw MalformedOnnxException.of("opset version", rule, version);
        }
        known = version;
      }
    }
    if (known == 0) {
      throw MalformedOnnxException.of("opset_import", "there for ONNX", "absent");
    }
    return known;
  }

  private void readGraph(ProtoFields graph) throws MalformedOnnxException {
    if (graph.has(15)) {
      throw MalformedOnnxException.of("graph sparse_initializer", "absent", "present");
    }
    for (ByteString bytes : graph.messages(1, "node")) {
      nodes.add(OnnxNode.read(nodes.size(), bytes));
    }
    for (ByteString bytes : graph.messages(5, "initializer")) {
      OnnxTensor tensor = OnnxTensor.read(bytes);
      if (initializers.put(tensor.name(), tensor) != null) {
        throw MalformedOnnxException.of("initializer name", "there once", tensor.name());
      }
    }
    for (ByteString bytes : graph.messages(11, "input")) {
      ProtoFields input = ProtoFields.of("input", bytes);
      // Files before IR version 4 list the initializers here too.
      if (!initializers.containsKey(input.text(1, "name"))) {
        inputs.add(input);
      }
    }
    for (ByteString bytes : graph.messages(12, "output")) {
      outputs.add(ProtoFields.of("output", bytes).text(1, "name"));
    }
  }

  /** What the file says of itself under this key. */
  public Optional<String> metadata(String key) {
    return Optional.ofNullable(metadata.get(key));
  }

  /** Whether the graph is, byte for byte, this one. */
  public boolean hasGraph(byte[] bytes) {
    return Arrays.equals(graphBytes.toByteArray(), bytes);
  }

  /**
   * A constant tensor.
   *
   * @throws MalformedOnnxException if there is none of this name
   */
  public OnnxTensor initializer(String name) throws MalformedOnnxException {
    OnnxTensor tensor = initializers.get(name);
    if (tensor == null) {
      throw MalformedOnnxException.of("initializer " + name, "there", "absent");
    }
    return tensor;
  }

  boolean hasInitializer(String name) {
    return initializers.containsKey(name);
  }

  List<OnnxNode> nodes() {
    return nodes;
  }

  /** The axis of a Softmax that names none: the last one from opset 13 on. */
  long softmaxAxis() {
    return opset < 13 ? 1 : -1;
  }

  /** The name of the only input. */
  String input() throws MalformedOnnxException {
    return onlyInput().text(1, "name");
  }

  private ProtoFields onlyInput() throws MalformedOnnxException {
    if (inputs.size() != 1) {
      throw MalformedOnnxException.of("graph inputs", "1, besides initializers", inputs.size());
    }
    return inputs.get(0);
  }

  /** The name of the only output. */
  String output() throws MalformedOnnxException {
    if (outputs.size() != 1) {
      throw MalformedOnnxException.of("graph outputs", 1, outputs.size());
    }
    return outputs.get(0);
  }

  /** Extents of one example: those of the input, of float32, but for the first. */
  List<Integer> exampleExtents() throws MalformedOnnxException {
    ProtoFields type = onlyInput().inner(2, "type").inner(1, "tensor_type");
    long elementType = type.integer(1, "elem_type", 0);
    if (elementType != FLOAT) {
      throw MalformedOnnxException.of("input elem_type", FLOAT + ", which is FLOAT", elementType);
    }
    List<Integer> extents = new ArrayList<>();
    List<ByteString> dimensions = type.inner(2, "shape").messages(1, "dim");
    for (int i = 1; i < dimensions.size(); i++) {
      long extent = ProtoFields.of("input dim", dimensions.get(i)).integer(1, "dim_value", 0);
      if (extent < 1 || extent > Integer.MAX_VALUE) {
        throw MalformedOnnxException.of("input dim " + i, "a number in [1, 2^31)", extent);
      }
      extents.add((int) extent);
    }
    return extents;
  }
}
