package io.tintin.core.tensor;

/**
 * Reused storage of int32 values with the exponents of their scale; what passes between layers
 * inside a step.
 *
 * <p>For layers, losses, update rules and their tests: whoever builds one owns it, and lends it for
 * the length of a call. One thread at a time; nothing is checked. A program that trains never sees
 * one: it gives and gets byte arrays and {@link Int8Tensor}s.
 *
 * <p>Exponents are int32 and not limited to the int8 of a {@link io.tintin.core.quant.Scale}: those
 * of products add. In a model of 256 layers they stay below 2^17 in magnitude.
 */
public final class Int32Buffer {
  /** Int32 values; how many of them count is the caller's knowledge. */
  public final int[] values;

  /** Power of two in the real value of one step. */
  public int shift;

  /** Power of 5/4 in it. */
  public int up;

  /** Power of 13/16 in it. */
  public int down;

  /**
   * Zeros with a step of 1.
   *
   * @param capacity number of values, at least 0
   */
  public Int32Buffer(int capacity) {
    this.values = new int[capacity];
  }

  /** Takes these exponents. */
  public void setScale(int newShift, int newUp, int newDown) {
    this.shift = newShift;
    this.up = newUp;
    this.down = newDown;
  }

  /** Takes the exponents of another buffer. */
  public void setScaleOf(Int8Buffer other) {
    setScale(other.shift, other.up, other.down);
  }
}
