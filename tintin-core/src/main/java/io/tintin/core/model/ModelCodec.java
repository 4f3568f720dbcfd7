package io.tintin.core.model;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.internal.codec.SealedBytes;
import io.tintin.core.layer.Layer;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Saved form of a model: little-endian, versioned, checksummed. The layout is in {@code
 * docs/formats.md}; every version keeps a golden file in the tests.
 */
public final class ModelCodec {
  /** The version that {@link #encode} writes; {@link #decode} also reads those before it. */
  public static final int VERSION = 2;

  private static final String MAGIC = "TINTINMD";

  private ModelCodec() {}

  /**
   * The saved form; equal models give equal bytes.
   *
   * @throws IllegalStateException if a layer has no saved form
   */
  public static byte[] encode(Model model) {
    ByteWriter out = new ByteWriter();
    Shape input = model.spec().input();
    out.writeByte(input.rank());
    for (int i = 0; i < input.rank(); i++) {
      out.writeInt(input.extent(i));
    }
    out.writeInt(model.spec().nodes().size());
    for (Node node : model.spec().nodes()) {
      writeNode(out, node);
    }
    for (Int8Tensor parameter : model.parameters()) {
      Scale scale = parameter.scale();
      out.writeByte(scale.shift()).writeByte(scale.up()).writeByte(scale.down());
      out.writeBytes(parameter.toArray());
    }
    return out.seal(MAGIC, VERSION);
  }

  /**
   * Reads a saved form.
   *
   * @throws MalformedModelException naming the field, the rule and the value
   */
  public static Model decode(byte[] bytes) throws MalformedModelException {
    try {
      ByteReader in = SealedBytes.open("model", MAGIC, VERSION, bytes);
      ModelSpec spec = readSpec(in);
      List<Int8Tensor> parameters = new ArrayList<>();
      for (Shape shape : spec.parameterShapes()) {
        String name = "parameter " + parameters.size();
        Scale scale =
            new Scale(
                in.readByte(name + " shift"),
                in.readByte(name + " up"),
                in.readByte(name + " down"));
        parameters.add(Int8Tensor.of(shape, scale, readValues(in, name, shape.size())));
      }
      in.end();
      return new Model(spec, parameters);
    } catch (MalformedBytesException | IllegalArgumentException e) {
      throw new MalformedModelException(String.valueOf(e.getMessage()), e);
    }
  }

  private static byte[] readValues(ByteReader in, String name, int count)
      throws MalformedBytesException {
    byte[] values = in.readBytes(name, count);
    for (byte value : values) {
      if (value < -Int8Tensor.MAX_VALUE) {
        throw in.malformed(name + " value", "in [-127, 127]", value);
      }
    }
    return values;
  }

  private static void writeNode(ByteWriter out, Node node) {
    LayerCodec.write(out, node.layer());
    out.writeByte(node.inputs().size());
    node.inputs().forEach(out::writeInt);
  }

  private static ModelSpec readSpec(ByteReader in) throws MalformedBytesException {
    int[] extents = new int[in.readByte("input rank") & 0xFF];
    if (extents.length > Shape.MAX_RANK) {
      throw in.malformed("input rank", "at most " + Shape.MAX_RANK, extents.length);
    }
    for (int i = 0; i < extents.length; i++) {
      extents[i] = in.readInt("input extent");
    }
    int count = in.readInt("layer count", 1, ModelSpec.MAX_LAYERS);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(in.version() == 1 ? new Node(LayerCodec.read(in), List.of(i)) : readNode(in));
    }
    return new ModelSpec(inputShape(in.version(), extents), nodes);
  }

  /** In version 1 a shape of rank 2 had no channels: its features had the order of a flat one. */
  private static Shape inputShape(int version, int... extents) {
    Shape shape = Shape.of(extents);
    return version == 1 && shape.rank() == 2 ? Shape.of(shape.size()) : shape;
  }

  private static Node readNode(ByteReader in) throws MalformedBytesException {
    Layer layer = LayerCodec.read(in);
    int count = in.readByte("input count");
    if (count < 1 || count > Node.MAX_INPUTS) {
      throw in.malformed("input count", "in [1, " + Node.MAX_INPUTS + "]", count);
    }
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(in.readInt("input"));
    }
    return new Node(layer, inputs);
  }
}
