package io.tintin.cli.onnx.read;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One operator of a graph, a NodeProto. */
final class OnnxNode {
  private static final int FLOAT = 1; // AttributeProto.AttributeType
  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int TENSOR = 4;
  private static final int INTS = 7;

  private final String label;
  private final String operator;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, ProtoFields> attributes = new HashMap<>();

  private OnnxNode(int number, ProtoFields fields) throws MalformedOnnxException {
    this.operator = fields.text(4, "op_type");
    this.label = "node " + number + " " + operator;
    this.inputs = fields.texts(1, "input");
    this.outputs = fields.texts(2, "output");
    String domain = fields.text(7, "domain");
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw MalformedOnnxException.of(label + " domain", "that of ONNX", domain);
    }
    for (ByteString bytes : fields.messages(5, "attribute")) {
      ProtoFields attribute = ProtoFields.of(label + " attribute", bytes);
      attributes.put(attribute.text(1, "name"), attribute);
    }
  }

  static OnnxNode read(int number, ByteString bytes) throws MalformedOnnxException {
    return new OnnxNode(number, ProtoFields.of("node " + number, bytes));
  }

  String operator() {
    return operator;
  }

  /** Number and operator, for errors. */
  String label() {
    return label;
  }

  List<String> inputs() {
    return inputs;
  }

  /** The name of its first output, which alone counts here. */
  String output() throws MalformedOnnxException {
    if (outputs.isEmpty()) {
      throw malformed("outputs", "at least 1", 0);
    }
    return outputs.get(0);
  }

  MalformedOnnxException malformed(String field, Object rule, Object value) {
    return MalformedOnnxException.of(label + " " + field, rule, value);
  }

  /** So that nothing which decides a value is passed over. */
  void checkAttributes(Set<String> known) throws MalformedOnnxException {
    for (String name : attributes.keySet()) {
      if (!known.contains(name)) {
        throw malformed("attribute", "one of " + known.stream().sorted().toList(), name);
      }
    }
  }

  /** The attribute, if it is there. */
  private Optional<ProtoFields> attribute(String name, int type) throws MalformedOnnxException {
    ProtoFields attribute = attributes.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    long given = attribute.integer(20, "type", type);
    if (given != type) {
      throw malformed("attribute " + name + " type", type, given);
    }
    return Optional.of(attribute);
  }

  long integer(String name, long otherwise) throws MalformedOnnxException {
    Optional<ProtoFields> attribute = attribute(name, INT);
    return attribute.isEmpty() ? otherwise : attribute.get().integer(3, name, 0);
  }

  float real(String name, float otherwise) throws MalformedOnnxException {
    Optional<ProtoFields> attribute = attribute(name, FLOAT);
    return attribute.isEmpty() ? otherwise : attribute.get().real(2, name, 0);
  }

  String text(String name, String otherwise) throws MalformedOnnxException {
    Optional<ProtoFields> attribute = attribute(name, STRING);
    return attribute.isEmpty() ? otherwise : attribute.get().text(4, name);
  }

  long[] integers(String name, long... otherwise) throws MalformedOnnxException {
    Optional<ProtoFields> attribute = attribute(name, INTS);
    return attribute.isEmpty() ? otherwise : attribute.get().integers(8, name);
  }

  /** The value of a Constant. */
  OnnxTensor tensor(String name) throws MalformedOnnxException {
    Optional<ProtoFields> attribute = attribute(name, TENSOR);
    if (attribute.isEmpty()) {
      throw malformed("attribute " + name, "there, as a tensor", "absent");
    }
    return OnnxTensor.read(attribute.get().bytes(5, name));
  }
}
