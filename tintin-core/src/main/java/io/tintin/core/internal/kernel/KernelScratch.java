package io.tintin.core.internal.kernel;

/**
 * Memory in which the kernels widen int8 values to int32 rows, as C2 vectorises a loop only over
 * whole int arrays of one width.
 *
 * <p>Its owner allocates it once and lends it for the length of a call; nothing in it outlives one,
 * so layers of one thread may share the largest.
 */
public final class KernelScratch {
  /** Of one length each; the kernels say how many they use. */
  final int[][] rows;

  /** For what is no row: a whole image. */
  final int[] flat;

  /**
   * What a kernel needs; {@link #max} is enough for either of two.
   *
   * @param rows count of rows
   * @param rowLength values of each
   * @param flatLength values outside the rows
   */
  public record Size(int rows, int rowLength, int flatLength) {
    /** For a layer that needs none. */
    public static final Size NONE = new Size(0, 0, 0);

    /** The least size that serves both. */
    public Size max(Size other) {
      return new Size(
          Math.max(rows, other.rows),
          Math.max(rowLength, other.rowLength),
          Math.max(flatLength, other.flatLength));
    }
  }

  public KernelScratch(Size size) {
    this.rows = new int[size.rows][size.rowLength];
    this.flat = new int[size.flatLength];
  }
}
