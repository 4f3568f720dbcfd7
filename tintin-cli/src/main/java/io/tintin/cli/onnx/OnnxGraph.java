package io.tintin.cli.onnx;

import io.tintin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes and initializers of a graph in the making, as messages of the ONNX specification, whose
 * field numbers stand here.
 *
 * <p>Source: onnx.proto of ONNX 1.8, IR version 7.
 */
final class OnnxGraph {
  static final int FLOAT = 1; // TensorProto.DataType
  static final int INT8 = 3;
  static final int INT32 = 6;
  static final int INT64 = 7;

  private static final String ZERO_POINT = "zero_point";

  private final List<ProtoMessage> nodes = new ArrayList<>();
  private final List<ProtoMessage> initializers = new ArrayList<>();
  private final Set<String> names = new TreeSet<>();

  /** One attribute of a node, an AttributeProto. */
  record Attribute(ProtoMessage message) {
    static Attribute of(String name, float value) {
      return new Attribute(new ProtoMessage().writeString(1, name).writeFloat(2, value), 1);
    }

    static Attribute of(String name, long value) {
      return new Attribute(new ProtoMessage().writeString(1, name).writeInt(3, value), 2);
    }

    static Attribute list(String name, long... values) {
      ProtoMessage message = new ProtoMessage().writeString(1, name);
      for (long value : values) {
        message.writeInt(8, value);
      }
      return new Attribute(message, 7);
    }

    private Attribute(ProtoMessage message, int type) {
      this(message.writeInt(20, type));
    }
  }

  /** Adds a node without attributes. */
  String add(String operator, List<String> inputs, String output) {
    return add(operator, inputs, output, List.of());
  }

  /** Adds a node with one output, which names the node too; returns the output. */
  String add(String operator, List<String> inputs, String output, List<Attribute> attributes) {
    if (!names.add(output)) {
      throw new IllegalStateException("tensor must have one source: " + output);
    }
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.writeString(1, input));
    node.writeString(2, output).writeString(3, output).writeString(4, operator);
    for (Attribute attribute : attributes) {
      node.writeMessage(5, attribute.message());
    }
    nodes.add(node);
    return output;
  }

  /** The real values of an int8 tensor of the graph; made once. */
  String dequantized(Activation activation) {
    String output = activation.name() + "_real";
    return names.contains(output)
        ? output
        : dequantized(activation.name(), activation.shift(), output);
  }

  /** The int8 values as places in a table of 256, from the end if negative; made once. */
  String index(Activation activation) {
    String output = activation.name() + "_index";
    return names.contains(output) ? output : cast(activation.name(), INT32, output);
  }

  String cast(String tensor, int type, String output) {
    return add("Cast", List.of(tensor), output, List.of(Attribute.of("to", type)));
  }

  /** {@code 2^shift} times an int8 tensor. */
  String dequantized(String int8, int shift, String output) {
    return add("DequantizeLinear", List.of(int8, scale(shift), zeroPoint()), output);
  }

  /** {@code 2^shift} times an int32 tensor, whose zero point must not be given. */
  String dequantizedInt32(String int32, int shift, String output) {
    return add("DequantizeLinear", List.of(int32, scale(shift)), output);
  }

  /** {@code real / 2^shift}, rounded to nearest even, as int8; no value may be below -127. */
  String quantized(String real, int shift, String output) {
    return add("QuantizeLinear", List.of(real, scale(shift), zeroPoint()), output);
  }

  /** The scalar {@code 2^shift}. */
  String scale(int shift) {
    return scalar("2^" + shift, Float32.powerOfTwo(shift));
  }

  /** A scalar constant, made once. */
  String scalar(String name, float value) {
    return names.contains(name) ? name : addFloat32(name, List.of(), value);
  }

  /** A scalar constant of int32, made once. */
  String int32(int value) {
    String name = "int32_" + value;
    return names.contains(name) ? name : addInt32(name, List.of(), value);
  }

  /** A scalar constant of int64, made once. */
  String int64(long value) {
    String name = "int64_" + value;
    return names.contains(name) ? name : addInt64(name, List.of(), value);
  }

  private String zeroPoint() {
    if (!names.contains(ZERO_POINT)) {
      addInitializer(ZERO_POINT, INT8, List.of(), new byte[1]);
    }
    return ZERO_POINT;
  }

  String addInt8(String name, List<Integer> extents, byte[] values) {
    return addInitializer(name, INT8, extents, values);
  }

  String addFloat32(String name, List<Integer> extents, float... values) {
    byte[] raw = new byte[Float.BYTES * values.length];
    littleEndian(raw).asFloatBuffer().put(values);
    return addInitializer(name, FLOAT, extents, raw);
  }

  String addInt32(String name, List<Integer> extents, int... values) {
    byte[] raw = new byte[Integer.BYTES * values.length];
    littleEndian(raw).asIntBuffer().put(values);
    return addInitializer(name, INT32, extents, raw);
  }

  String addInt64(String name, List<Integer> extents, long... values) {
    byte[] raw = new byte[Long.BYTES * values.length];
    littleEndian(raw).asLongBuffer().put(values);
    return addInitializer(name, INT64, extents, raw);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String addInitializer(String name, int type, List<Integer> extents, byte[] raw) {
    if (!names.add(name)) {
      throw new IllegalStateException("tensor must have one source: " + name);
    }
    ProtoMessage tensor = new ProtoMessage();
    extents.forEach(extent -> tensor.writeInt(1, extent));
    initializers.add(tensor.writeInt(2, type).writeString(8, name).writeBytes(9, raw));
    return name;
  }

  /** A tensor {@code [N, shape]} at the edge of the graph. */
  static ProtoMessage valueInfo(String name, int type, Shape shape) {
    ProtoMessage extents = new ProtoMessage();
    extents.writeMessage(1, new ProtoMessage().writeString(2, "N"));
    for (int i = 0; i < shape.rank(); i++) {
      extents.writeMessage(1, new ProtoMessage().writeInt(1, shape.extent(i)));
    }
    ProtoMessage tensorType = new ProtoMessage().writeInt(1, type).writeMessage(2, extents);
    ProtoMessage typeProto = new ProtoMessage().writeMessage(1, tensorType);
    return new ProtoMessage().writeString(1, name).writeMessage(2, typeProto);
  }

  /** The GraphProto. */
  ProtoMessage message(String name, ProtoMessage input, List<ProtoMessage> outputs) {
    ProtoMessage graph = new ProtoMessage();
    nodes.forEach(node -> graph.writeMessage(1, node));
    graph.writeString(2, name);
    initializers.forEach(initializer -> graph.writeMessage(5, initializer));
    graph.writeMessage(11, input);
    outputs.forEach(output -> graph.writeMessage(12, output));
    return graph;
  }
}
