package io.tintin.core.tensor;

import io.tintin.core.quant.Scale;

/**
 * Reused storage of int8 values with the exponents of their scale; what passes between layers
 * inside a step. Owned by one workspace and thread, and checked by nobody.
 */
public final class Int8Buffer {
  /** Values in [-127, 127]; how many of them count is the caller's knowledge. */
  public final byte[] values;

  /** Exponents of the {@linkplain Scale scale}. */
  public int shift;

  public int up;
  public int down;

  /** Zeros with a step of 1. */
  public Int8Buffer(int capacity) {
    this.values = new byte[capacity];
  }

  /** Takes these exponents. */
  public void setScale(int newShift, int newUp, int newDown) {
    this.shift = newShift;
    this.up = newUp;
    this.down = newDown;
  }

  /** Takes the values and the scale of a tensor. */
  public void set(Int8Tensor tensor) {
    tensor.copyTo(values);
    setScale(tensor.scale().shift(), tensor.scale().up(), tensor.scale().down());
  }

  /** An immutable copy; the shape says how many of the values count. */
  public Int8Tensor toTensor(Shape shape) {
    byte[] copy = new byte[shape.size()];
    System.arraycopy(values, 0, copy, 0, copy.length);
    return Int8Tensor.of(shape, Scale.of(shift, up, down), copy);
  }
}
