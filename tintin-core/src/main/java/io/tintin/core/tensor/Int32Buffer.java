package io.tintin.core.tensor;

/**
 * Reused storage of int32 values with the exponents of their scale; what passes between layers
 * inside a step. Owned by one workspace and thread, and checked by nobody.
 */
public final class Int32Buffer {
  /** Int32 values; how many of them count is the caller's knowledge. */
  public final int[] values;

  /** Exponents of the {@linkplain io.tintin.core.quant.Scale scale}. */
  public int shift;

  public int up;
  public int down;

  /** Zeros with a step of 1. */
  public Int32Buffer(int capacity) {
    this.values = new int[capacity];
  }

  /** Takes these exponents. */
  public void setScale(int newShift, int newUp, int newDown) {
    this.shift = newShift;
    this.up = newUp;
    this.down = newDown;
  }
}
