package io.tintin.cli.data;

import io.tintin.core.tensor.Shape;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Saved form of a normaliser, a section of a checkpoint: little-endian.
 *
 * <p>One byte of version, 1; one byte of rank and the extents, int32; the number of columns, int32;
 * for each column decimals int8, mean int64, deviation int64. The checkpoint has a checksum.
 */
public final class NormalizerCodec {
  private static final byte VERSION = 1;
  private static final int COLUMN_BYTES = 1 + 8 + 8;

  private NormalizerCodec() {}

  /** The saved form; equal normalisers give equal bytes. */
  public static byte[] encode(Normalizer normalizer) {
    Shape shape = normalizer.shape();
    List<Normalizer.Column> columns = normalizer.columns();
    ByteBuffer out =
        ByteBuffer.allocate(2 + 4 * shape.rank() + 4 + COLUMN_BYTES * columns.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(VERSION)
            .put((byte) shape.rank());
    for (int i = 0; i < shape.rank(); i++) {
      out.putInt(shape.extent(i));
    }
    out.putInt(columns.size());
    for (Normalizer.Column column : columns) {
      out.put((byte) column.decimals()).putLong(column.mean()).putLong(column.deviation());
    }
    return out.array();
  }

  /**
   * Reads a saved form.
   *
   * @throws MalformedDataException naming the field, the rule and the value
   */
  public static Normalizer decode(byte[] bytes) throws MalformedDataException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw malformed("version", VERSION, version);
      }
      int rank = in.get();
      if (rank < 1 || rank > Shape.MAX_RANK) {
        throw malformed("rank", "in [1, " + Shape.MAX_RANK + "]", rank);
      }
      int[] extents = new int[rank];
      for (int i = 0; i < rank; i++) {
        extents[i] = in.getInt();
      }
      int count = in.getInt();
      if (count < 0 || (long) count * COLUMN_BYTES != in.remaining()) {
        throw malformed("column count", in.remaining() / COLUMN_BYTES + ", as bytes follow", count);
      }
      List<Normalizer.Column> columns = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        columns.add(new Normalizer.Column(in.get(), in.getLong(), in.getLong()));
      }
      return new Normalizer(Shape.of(extents), columns);
    } catch (BufferUnderflowException e) {
      throw new MalformedDataException("normalizer size must be larger: " + bytes.length, e);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException("normalizer: " + e.getMessage(), e);
    }
  }

  private static MalformedDataException malformed(String field, Object rule, Object value) {
    return MalformedDataException.of("normalizer", field, rule, value);
  }
}
