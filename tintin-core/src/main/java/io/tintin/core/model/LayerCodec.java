package io.tintin.core.model;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;

/** Saved form of a layer: a tag, then its fields. */
final class LayerCodec {
  private static final int DENSE = 1;
  private static final int RELU = 2;
  private static final int CONV2D = 3;
  private static final int FLATTEN = 4;
  private static final int MAX_POOL2D = 5;
  private static final int LEAKY_RELU = 6;
  private static final int TANH = 7;
  private static final int AVERAGE_POOL2D = 8;
  private static final int GLOBAL_AVERAGE_POOL = 9;
  private static final int DROPOUT = 10;
  private static final int CONV1D = 11;
  private static final int ADD = 12;
  private static final int CONCAT = 13;
  private static final int LAYER_NORM = 14;
  private static final int MAX_POOL1D = 15;
  private static final int AVERAGE_POOL1D = 16;

  private LayerCodec() {}

  static void write(ByteWriter out, Layer layer) {
    if (layer instanceof Dense dense) {
      out.writeByte(DENSE).writeInt(dense.inputs()).writeInt(dense.outputs());
      out.writeByte(dense.hasBias() ? 1 : 0);
    } else if (layer instanceof Conv1d conv) {
      out.writeByte(CONV1D).writeInt(conv.inChannels()).writeInt(conv.outChannels());
      out.writeInt(conv.kernelSize());
      out.writeInt(conv.stride()).writeInt(conv.padding()).writeInt(conv.dilation());
      out.writeInt(conv.groups());
      out.writeByte(conv.hasBias() ? 1 : 0);
    } else if (layer instanceof Conv2d conv) {
      out.writeByte(CONV2D).writeInt(conv.inChannels()).writeInt(conv.outChannels());
      out.writeInt(conv.kernelHeight()).writeInt(conv.kernelWidth());
      out.writeInt(conv.stride()).writeInt(conv.padding()).writeInt(conv.dilation());
      out.writeInt(conv.groups());
      out.writeByte(conv.hasBias() ? 1 : 0);
    } else if (layer instanceof LayerNorm norm) {
      out.writeByte(LAYER_NORM).writeInt(norm.features());
    } else {
      writeWithoutParameters(out, layer);
    }
  }

  private static void writeWithoutParameters(ByteWriter out, Layer layer) {
    if (layer instanceof Relu) {
      out.writeByte(RELU);
    } else if (layer instanceof LeakyRelu relu) {
      out.writeByte(LEAKY_RELU).writeByte(relu.slopeShift());
    } else if (layer instanceof Tanh) {
      out.writeByte(TANH);
    } else if (layer instanceof Flatten) {
      out.writeByte(FLATTEN);
    } else if (layer instanceof MaxPool2d pool) {
      out.writeByte(MAX_POOL2D).writeInt(pool.size()).writeInt(pool.stride());
    } else if (layer instanceof MaxPool1d pool) {
      out.writeByte(MAX_POOL1D).writeInt(pool.size()).writeInt(pool.stride());
    } else if (layer instanceof AveragePool1d pool) {
      out.writeByte(AVERAGE_POOL1D).writeInt(pool.size()).writeInt(pool.stride());
    } else if (layer instanceof AveragePool2d pool) {
      out.writeByte(AVERAGE_POOL2D).writeInt(pool.size()).writeInt(pool.stride());
    } else if (layer instanceof GlobalAveragePool) {
      out.writeByte(GLOBAL_AVERAGE_POOL);
    } else if (layer instanceof Dropout dropout) {
      out.writeByte(DROPOUT).writeByte(dropoutCode(dropout.rate()));
    } else if (layer instanceof Add) {
      out.writeByte(ADD);
    } else if (layer instanceof Concat) {
      out.writeByte(CONCAT);
    } else {
      throw new IllegalStateException("layer has no saved form: " + layer);
    }
  }

  private static int dropoutCode(Dropout.Rate rate) {
    return switch (rate) {
      case HALF -> 1;
      case FIFTH -> 2;
      case THREE_SIXTEENTHS -> 3;
    };
  }

  static Layer read(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("layer tag");
    return switch (tag) {
      case DENSE -> readDense(in);
      case RELU -> new Relu();
      case CONV2D -> readConv2d(in);
      case FLATTEN -> new Flatten();
      case MAX_POOL2D -> new MaxPool2d(in.readInt("max pool size"), in.readInt("max pool stride"));
      case MAX_POOL1D -> new MaxPool1d(in.readInt("max pool size"), in.readInt("max pool stride"));
      case AVERAGE_POOL1D ->
          new AveragePool1d(in.readInt("average pool size"), in.readInt("average pool stride"));
      case LEAKY_RELU -> new LeakyRelu(in.readByte("leaky relu slopeShift"));
      case TANH -> new Tanh();
      case AVERAGE_POOL2D ->
          new AveragePool2d(in.readInt("average pool size"), in.readInt("average pool stride"));
      case GLOBAL_AVERAGE_POOL -> new GlobalAveragePool();
      case DROPOUT -> readDropout(in);
      case CONV1D -> readConv1d(in);
      case ADD -> new Add();
      case CONCAT -> new Concat();
      case LAYER_NORM -> new LayerNorm(in.readInt("layer norm features"));
      default -> throw in.malformed("layer tag", "in [" + DENSE + ", " + AVERAGE_POOL1D + "]", tag);
    };
  }

  private static Dense readDense(ByteReader in) throws MalformedBytesException {
    int inputs = in.readInt("dense inputs");
    int outputs = in.readInt("dense outputs");
    return new Dense(inputs, outputs, readHasBias(in, "dense bias"));
  }

  private static Dropout readDropout(ByteReader in) throws MalformedBytesException {
    int code = in.readByte("dropout rate");
    for (Dropout.Rate rate : Dropout.Rate.values()) {
      if (dropoutCode(rate) == code) {
        return new Dropout(rate);
      }
    }
    throw in.malformed("dropout rate", "in [1, 3]", code);
  }

  private static Conv1d readConv1d(ByteReader in) throws MalformedBytesException {
    int inChannels = in.readInt("conv1d inChannels");
    int outChannels = in.readInt("conv1d outChannels");
    int kernelSize = in.readInt("conv1d kernelSize");
    int stride = in.readInt("conv1d stride");
    int padding = in.readInt("conv1d padding");
    int dilation = in.readInt("conv1d dilation");
    int groups = in.readInt("conv1d groups");
    boolean hasBias = readHasBias(in, "conv1d bias");
    return new Conv1d(
        inChannels, outChannels, kernelSize, stride, padding, dilation, groups, hasBias);
  }

  private static Conv2d readConv2d(ByteReader in) throws MalformedBytesException {
    int inChannels = in.readInt("conv2d inChannels");
    int outChannels = in.readInt("conv2d outChannels");
    int kernelHeight = in.readInt("conv2d kernelHeight");
    int kernelWidth = in.readInt("conv2d kernelWidth");
    int stride = in.readInt("conv2d stride");
    int padding = in.readInt("conv2d padding");
    int dilation = in.version() == 1 ? 1 : in.readInt("conv2d dilation");
    int groups = in.readInt("conv2d groups");
    boolean hasBias = readHasBias(in, "conv2d bias");
    return new Conv2d(
        inChannels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding,
        dilation,
        groups,
        hasBias);
  }

  private static boolean readHasBias(ByteReader in, String field) throws MalformedBytesException {
    int hasBias = in.readByte(field);
    if (hasBias != 0 && hasBias != 1) {
      throw in.malformed(field, "0 or 1", hasBias);
    }
    return hasBias == 1;
  }
}
