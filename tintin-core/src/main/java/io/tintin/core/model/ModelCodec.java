package io.tintin.core.model;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.internal.codec.SealedBytes;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
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
  /** The version that {@link #encode} writes and {@link #decode} reads. */
  public static final int VERSION = 1;

  private static final String MAGIC = "TINTINMD";
  private static final int DENSE = 1;
  private static final int RELU = 2;
  private static final int CONV2D = 3;
  private static final int FLATTEN = 4;
  private static final int MAX_POOL2D = 5;

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
    out.writeInt(model.spec().layers().size());
    for (Layer layer : model.spec().layers()) {
      writeLayer(out, layer);
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

  private static void writeLayer(ByteWriter out, Layer layer) {
    if (layer instanceof Dense dense) {
      out.writeByte(DENSE).writeInt(dense.inputs()).writeInt(dense.outputs());
      out.writeByte(dense.hasBias() ? 1 : 0);
    } else if (layer instanceof Relu) {
      out.writeByte(RELU);
    } else if (layer instanceof Flatten) {
      out.writeByte(FLATTEN);
    } else if (layer instanceof MaxPool2d pool) {
      out.writeByte(MAX_POOL2D).writeInt(pool.size()).writeInt(pool.stride());
    } else if (layer instanceof Conv2d conv) {
      out.writeByte(CONV2D).writeInt(conv.inChannels()).writeInt(conv.outChannels());
      out.writeInt(conv.kernelHeight()).writeInt(conv.kernelWidth());
      out.writeInt(conv.stride()).writeInt(conv.padding()).writeInt(conv.groups());
      out.writeByte(conv.hasBias() ? 1 : 0);
    } else {
      throw new IllegalStateException("layer has no saved form: " + layer);
    }
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
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(readLayer(in));
    }
    return new ModelSpec(Shape.of(extents), layers);
  }

  private static Layer readLayer(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("layer tag");
    return switch (tag) {
      case DENSE -> readDense(in);
      case RELU -> new Relu();
      case CONV2D -> readConv2d(in);
      case FLATTEN -> new Flatten();
      case MAX_POOL2D -> new MaxPool2d(in.readInt("max pool size"), in.readInt("max pool stride"));
      default -> throw in.malformed("layer tag", "in [" + DENSE + ", " + MAX_POOL2D + "]", tag);
    };
  }

  private static Dense readDense(ByteReader in) throws MalformedBytesException {
    int inputs = in.readInt("dense inputs");
    int outputs = in.readInt("dense outputs");
    return new Dense(inputs, outputs, readHasBias(in, "dense bias"));
  }

  private static Conv2d readConv2d(ByteReader in) throws MalformedBytesException {
    int inChannels = in.readInt("conv2d inChannels");
    int outChannels = in.readInt("conv2d outChannels");
    int kernelHeight = in.readInt("conv2d kernelHeight");
    int kernelWidth = in.readInt("conv2d kernelWidth");
    int stride = in.readInt("conv2d stride");
    int padding = in.readInt("conv2d padding");
    int groups = in.readInt("conv2d groups");
    boolean hasBias = readHasBias(in, "conv2d bias");
    return new Conv2d(
        inChannels, outChannels, kernelHeight, kernelWidth, stride, padding, groups, hasBias);
  }

  private static boolean readHasBias(ByteReader in, String field) throws MalformedBytesException {
    int hasBias = in.readByte(field);
    if (hasBias != 0 && hasBias != 1) {
      throw in.malformed(field, "0 or 1", hasBias);
    }
    return hasBias == 1;
  }
}
