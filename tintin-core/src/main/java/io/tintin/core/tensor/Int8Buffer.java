package io.tintin.core.tensor;

import io.tintin.core.quant.Scale;

/**
 * Reused storage of int8 values with the exponents of their scale; what passes between layers
 * inside a step.
 *
 * <p>For layers, losses, update rules and their tests: whoever builds one owns it, and lends it for
 * the length of a call. One thread at a time; nothing is checked. A program that trains never sees
 * one: it gives and gets byte arrays and {@link Int8Tensor}s.
 *
 * <p>Exponents are int32 and not limited to the int8 of a {@link Scale}: those of products add.
 * Those of a parameter fit an int8, as it becomes a tensor again.
 */
public final class Int8Buffer {
  /** Most values: the longest array. */
  public static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  /** Values in [-127, 127]; how many of them count is the caller's knowledge. */
  public final byte[] values;

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
  public Int8Buffer(int capacity) {
    this.values = new byte[capacity];
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

  /** Takes a copy of the values, and the scale, of a tensor that is no larger than this. */
  public void set(Int8Tensor tensor) {
    tensor.copyTo(values);
    setScale(tensor.scale().shift(), tensor.scale().up(), tensor.scale().down());
  }

  /**
   * An immutable copy; the shape says how many of the values count.
   *
   * @throws IllegalArgumentException if an exponent is not in [-128, 127] or a value is -128
   */
  public Int8Tensor toTensor(Shape shape) {
    byte[] copy = new byte[shape.size()];
    System.arraycopy(values, 0, copy, 0, copy.length);
    return Int8Tensor.of(shape, Scale.of(shift, up, down), copy);
  }
}
