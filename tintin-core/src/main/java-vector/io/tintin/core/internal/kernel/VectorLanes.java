package io.tintin.core.internal.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vectors of this machine: int32 in full width, and int8 in a quarter of it. */
final class VectorLanes {
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** As many int8 values as there are int32 lanes; there is none for the narrowest, unused here. */
  static final VectorSpecies<Byte> QUARTER =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 4)));

  /** Int8 in full width. */
  static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

  /** Values of an int32 vector. */
  static final int LANES = INTS.length();

  private VectorLanes() {}

  /** Width of a vector. */
  static int bits() {
    return INTS.vectorBitSize();
  }

  /** The vectors that hold so many values. */
  static int vectors(int count) {
    return (count + LANES - 1) / LANES;
  }

  /** The int8 values from {@code at} on, in int32. */
  static IntVector widened(byte[] values, int at) {
    return (IntVector)
        ByteVector.fromArray(QUARTER, values, at).convertShape(VectorOperators.B2I, INTS, 0);
  }

  /** The low bytes. */
  static ByteVector narrowed(IntVector values) {
    return (ByteVector) values.convertShape(VectorOperators.I2B, QUARTER, 0);
  }
}
