package io.tintin.cli.onnx.read;

import com.google.protobuf.ByteString;
import io.tintin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A constant tensor, a TensorProto. Its values are decoded when they are asked for. */
public final class OnnxTensor {
  private static final int FLOAT = 1; // TensorProto.DataType
  private static final int INT8 = 3;
  private static final int INT64 = 7;

  private static final int RAW_DATA = 9; // field of TensorProto

  private final ProtoFields fields;
  private final String name;
  private final long type;
  private final int[] extents;
  private final int size;

  private OnnxTensor(ProtoFields fields, String name) throws MalformedOnnxException {
    this.fields = fields;
    this.name = name;
    this.type = fields.integer(2, "data_type", 0);
    long[] dims = fields.integers(1, "dims");
    this.extents = new int[dims.length];
    long product = 1;
    for (int i = 0; i < extents.length; i++) {
      long extent = dims[i];
      if (extent < 0 || extent > Shape.MAX_SIZE || product * extent > Shape.MAX_SIZE) {
        throw MalformedOnnxException.of(
            name + " dims",
            "at least 0, with a product of at most " + Shape.MAX_SIZE,
            Arrays.toString(dims));
      }
      product *= extent;
      extents[i] = (int) extent;
    }
    this.size = (int) product;
  }

  static OnnxTensor read(ByteString bytes) throws MalformedOnnxException {
    ProtoFields fields = ProtoFields.of("tensor", bytes);
    String name = "tensor " + fields.text(8, "name");
    if (fields.has(13) || fields.integer(14, "data_location", 0) != 0) {
      throw MalformedOnnxException.of(name + " data", "in the file", "external");
    }
    if (fields.has(3)) {
      throw MalformedOnnxException.of(name + " segment", "absent", "present");
    }
    return new OnnxTensor(fields, name);
  }

  String name() throws MalformedOnnxException {
    return fields.text(8, "name");
  }

  /** The extents, outermost first; none for a scalar. */
  int[] extents() {
    return extents.clone();
  }

  /** The extents as text. */
  String dims() {
    return Arrays.toString(extents);
  }

  int size() {
    return size;
  }

  float[] floats() throws MalformedOnnxException {
    checkType(FLOAT, "FLOAT");
    float[] values;
    if (fields.has(RAW_DATA)) {
      ByteBuffer raw = raw(Float.BYTES);
      values = new float[size];
      raw.asFloatBuffer().get(values);
    } else {
      values = fields.reals(4, "float_data");
      checkCount("float_data count", size, values.length);
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw MalformedOnnxException.of(name + " values", "finite", value);
      }
    }
    return values;
  }

  long[] longs() throws MalformedOnnxException {
    checkType(INT64, "INT64");
    if (!fields.has(RAW_DATA)) {
      return integers(7, "int64_data");
    }
    ByteBuffer raw = raw(Long.BYTES);
    long[] values = new long[size];
    raw.asLongBuffer().get(values);
    return values;
  }

  /**
   * The values of an int8 tensor, row-major.
   *
   * @throws MalformedOnnxException if it is of another type, or has too few or too many
   */
  public byte[] int8() throws MalformedOnnxException {
    checkType(INT8, "INT8");
    if (!fields.has(RAW_DATA)) {
      return narrowed(integers(5, "int32_data"));
    }
    ByteBuffer raw = raw(Byte.BYTES);
    byte[] values = new byte[size];
    raw.get(values);
    return values;
  }

  private static byte[] narrowed(long... wide) {
    byte[] values = new byte[wide.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) wide[i];
    }
    return values;
  }

  private void checkType(int expected, String typeName) throws MalformedOnnxException {
    if (type != expected) {
      throw MalformedOnnxException.of(
          name + " data_type", expected + ", which is " + typeName, type);
    }
  }

  /** The bytes of all values, once as many are known to be there. */
  private ByteBuffer raw(int bytesEach) throws MalformedOnnxException {
    ByteString raw = fields.bytes(RAW_DATA, "raw_data");
    checkCount("raw_data size", (long) size * bytesEach, raw.size());
    return raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private long[] integers(int field, String fieldName) throws MalformedOnnxException {
    long[] values = fields.integers(field, fieldName);
    checkCount(fieldName + " count", size, values.length);
    return values;
  }

  private void checkCount(String what, long expected, long given) throws MalformedOnnxException {
    if (given != expected) {
      throw MalformedOnnxException.of(
          name + " " + what, expected + " for the dims " + Arrays.toString(extents), given);
    }
  }
}
