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
    float[] values = new float[checkedSize(Float.BYTES, 4, "float_data")];
    if (fields.has(9)) {
      raw().asFloatBuffer().get(values);
    } else {
      values = fields.reals(4, "float_data");
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
    long[] values = new long[checkedSize(Long.BYTES, 7, "int64_data")];
    if (fields.has(9)) {
      raw().asLongBuffer().get(values);
    } else {
      values = fields.integers(7, "int64_data");
    }
    return values;
  }

  /**
   * The values of an int8 tensor, row-major.
   *
   * @throws MalformedOnnxException if it is of another type, or has too few or too many
   */
  public byte[] int8() throws MalformedOnnxException {
    checkType(INT8, "INT8");
    byte[] values = new byte[checkedSize(1, 5, "int32_data")];
    if (fields.has(9)) {
      raw().get(values);
    } else {
      long[] given = fields.integers(5, "int32_data");
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) given[i];
      }
    }
    return values;
  }

  private void checkType(int expected, String typeName) throws MalformedOnnxException {
    if (type != expected) {
      throw MalformedOnnxException.of(
          name + " data_type", expected + ", which is " + typeName, type);
    }
  }

  private ByteBuffer raw() throws MalformedOnnxException {
    return fields.bytes(9, "raw_data").asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of values, once as many are known to be there. */
  private int checkedSize(int bytesEach, int field, String fieldName)
      throws MalformedOnnxException {
    boolean isRaw = fields.has(9);
    long expected = isRaw ? (long) size * bytesEach : size;
    long given =
        isRaw
            ? fields.bytes(9, "raw_data").size()
            : field == 4
                ? fields.reals(field, fieldName).length
                : fields.integers(field, fieldName).length;
    if (given != expected) {
      throw MalformedOnnxException.of(
          name + (isRaw ? " raw_data size" : " " + fieldName + " count"),
          expected + " for the dims " + Arrays.toString(extents),
          given);
    }
    return size;
  }
}
