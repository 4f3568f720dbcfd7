package io.tintin.core.internal.kernel;

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

  /**
   * What a kernel needs; {@link #max} is enough for either of two.
   *
   * @param rows count of int32 rows
   * @param rowLength values of each
   * @param ints int32 values outside the rows
   * @param bytes int8 values
   */
  public record Size(int rows, int rowLength, int ints, int bytes) {
    /** For a layer that needs none. */
    public static final Size NONE = new Size(0, 0, 0, 0);

    /** The least size that serves both. */
    public Size max(Size other) {
      return new Size(
          Math.max(rows, other.rows),
          Math.max(rowLength, other.rowLength),
          Math.max(ints, other.ints),
          Math.max(bytes, other.bytes));
    }
  }

  public KernelScratch(Size size) {
    this.rows = new int[size.rows][size.rowLength];
    this.ints = new int[size.ints];
    this.bytes = new byte[size.bytes];
  }
}
