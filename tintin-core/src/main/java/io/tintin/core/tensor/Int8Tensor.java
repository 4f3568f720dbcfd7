package io.tintin.core.tensor;

import io.tintin.core.quant.Scale;
import java.util.Arrays;

/** Int8 values in [-127, 127] with the one scale they share. Immutable: copied at the border. */
public final class Int8Tensor {
  /** Largest magnitude of a value; -128 is never one. */
  public static final int MAX_VALUE = 127;

  private final Shape shape;
  private final Scale scale;
  private final byte[] values;

  private Int8Tensor(Shape shape, Scale scale, byte[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "tensor size must be " + shape.size() + " for shape " + shape + ": " + values.length);
    }
    for (byte value : values) {
      if (value < -MAX_VALUE) {
        throw new IllegalArgumentException("tensor value must be in [-127, 127]: " + value);
      }
    }
    this.shape = shape;
    this.scale = scale;
    this.values = values;
  }

  /**
   * A tensor with a copy of these values.
   *
   * @param values row-major, as many as the shape has elements, none -128
   * @throws IllegalArgumentException if they are not
   */
  public static Int8Tensor of(Shape shape, Scale scale, byte... values) {
    return new Int8Tensor(shape, scale, values.clone());
  }

  public Shape shape() {
    return shape;
  }

  public Scale scale() {
    return scale;
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  /** The value, in [-127, 127], at the row-major index in [0, size). */
  public byte get(int index) {
    return values[index];
  }

  /** A copy of the values, row-major. */
  public byte[] toArray() {
    return values.clone();
  }

  /** Copies the values, row-major, to the start of an array that is at least as long. */
  public void copyTo(byte[] destination) {
    System.arraycopy(values, 0, destination, 0, values.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Int8Tensor tensor
        && shape.equals(tensor.shape)
        && scale.equals(tensor.scale)
        && Arrays.equals(values, tensor.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * shape.hashCode() + scale.hashCode()) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "int8 " + shape + " of " + scale;
  }
}
