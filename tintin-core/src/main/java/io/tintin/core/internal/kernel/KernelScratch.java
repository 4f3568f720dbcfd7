package io.tintin.core.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Memory in which kernels keep copies of their operands in the form that they need.
 *
 * <p>Its owner allocates it once and lends it for the length of a call; nothing in it outlives one,
 * so layers of one thread may share the largest.
 */
public final class KernelScratch {
  /** Of one length each; the kernels say how many they use. */
  final int[][] rows;

  /** For what is no row. */
  final int[] ints;

  final byte[] bytes;

  /** The same bytes, four to a word, the first of them lowest. */
  final IntBuffer words;

  /** Of one length each, as the int32 rows. */
  final byte[][] byteRows;

  /** Of one length each, as the int32 rows. */
  final long[][] longRows;

  /**
   * What a kernel needs; {@link #max} is enough for either of two.
   *
   * @param rows count of int32 rows
   * @param rowLength values of each
   * @param ints int32 values outside the rows
   * @param bytes int8 values outside the rows
   * @param byteRows count of int8 rows
   * @param byteRowLength values of each
   * @param longRows count of int64 rows
   * @param longRowLength values of each
   */
  public record Size(
      int rows,
      int rowLength,
      int ints,
      int bytes,
      int byteRows,
      int byteRowLength,
      int longRows,
      int longRowLength) {
    /** For a layer that needs none. */
    public static final Size NONE = new Size(0, 0, 0, 0);

    /** Of int32 rows alone, besides what is no row. */
    public Size(int rows, int rowLength, int ints, int bytes) {
      this(rows, rowLength, ints, bytes, 0, 0, 0, 0);
    }

    /** Of int8 rows alone. */
    static Size ofByteRows(int count, int length) {
      return new Size(0, 0, 0, 0, count, length, 0, 0);
    }

    /** Of int64 rows alone. */
    static Size ofLongRows(int count, int length) {
      return new Size(0, 0, 0, 0, 0, 0, count, length);
    }

    /** The least size that serves both. */
    public Size max(Size other) {
      return new Size(
          Math.max(rows, other.rows),
          Math.max(rowLength, other.rowLength),
          Math.max(ints, other.ints),
          Math.max(bytes, other.bytes),
          Math.max(byteRows, other.byteRows),
          Math.max(byteRowLength, other.byteRowLength),
          Math.max(longRows, other.longRows),
          Math.max(longRowLength, other.longRowLength));
    }
  }

  public KernelScratch(Size size) {
    this.rows = new int[size.rows][size.rowLength];
    this.ints = new int[size.ints];
    this.bytes = new byte[size.bytes];
    this.words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    this.byteRows = new byte[size.byteRows][size.byteRowLength];
    this.longRows = new long[size.longRows][size.longRowLength];
  }

  /** What is neither row nor int, for kernels outside this package. */
  public byte[] bytes() {
    return bytes;
  }
}
