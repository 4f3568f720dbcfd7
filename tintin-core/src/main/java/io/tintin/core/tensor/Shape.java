package io.tintin.core.tensor;

import java.util.Arrays;

/** Extents of a tensor, row-major: the last one is contiguous. Immutable. */
public final class Shape {
  /** Most elements of one tensor. */
  public static final int MAX_SIZE = 1 << 28;

  /** Most extents of one tensor. */
  public static final int MAX_RANK = 4;

  private final int[] extents;
  private final int size;

  private Shape(int[] extents) {
    if (extents.length < 1 || extents.length > MAX_RANK) {
      throw new IllegalArgumentException("shape rank must be in [1, 4]: " + extents.length);
    }
    long product = 1;
    for (int extent : extents) {
      if (extent < 1) {
        throw new IllegalArgumentException("shape extent must be at least 1: " + extent);
      }
      product *= extent;
      if (product > MAX_SIZE) {
        throw new IllegalArgumentException(
            "shape size must be at most " + MAX_SIZE + ": " + Arrays.toString(extents));
      }
    }
    this.extents = extents;
    this.size = (int) product;
  }

  /**
   * A shape of 1 to 4 extents, each at least 1, with at most 2^28 elements in all.
   *
   * @throws IllegalArgumentException if they are not
   */
  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  /** Number of extents, 1 to 4. */
  public int rank() {
    return extents.length;
  }

  /** The extent at the given position in [0, rank), the outermost first. */
  public int extent(int position) {
    return extents[position];
  }

  /** The last extent of a shape of rank 2 or 3, which counts channels; else 1. */
  public int channels() {
    return rank() == 2 || rank() == 3 ? extents[extents.length - 1] : 1;
  }

  /** Number of elements. */
  public int size() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** For example {@code [16, 12]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
