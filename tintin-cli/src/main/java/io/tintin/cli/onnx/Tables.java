package io.tintin.cli.onnx;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import java.util.List;

/**
 * Functions of one int8 value as tables of 256 that Gather reads: exact whatever they round.
 *
 * <p>Gather counts negative places from the end. So the entry of a value is at its unsigned byte,
 * and no offset has to be added.
 */
final class Tables {
  /** Entries of a table; that of -128 is never read. */
  static final int SIZE = 256;

  private static final List<Integer> EXTENTS = List.of(SIZE);

  private Tables() {}

  /**
   * Adds {@code output = table[input]}, of int8.
   *
   * @param table by unsigned byte
   */
  static String addInt8(Site site, Activation input, byte[] table, String output) {
    String stored = site.graph().addInt8(output + "_table", EXTENTS, table);
    return site.graph().add("Gather", List.of(stored, site.graph().index(input)), output);
  }

  /** As {@link #addInt8}, of {@code 2^shift} times integers that float32 holds. */
  static String addFloat32(Site site, Activation input, int[] table, int shift, String output) {
    float[] real = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      real[i] = table[i] * Float32.powerOfTwo(shift);
    }
    String stored = site.graph().addFloat32(output + "_table", EXTENTS, real);
    return site.graph().add("Gather", List.of(stored, site.graph().index(input)), output);
  }

  /** All values times a ratio, as {@link Rescale#apply} rounds them to nearest. */
  static int[] rescaled(long ratio, int limit) {
    int[] table = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      table[i] = Rescale.apply(ratio, (byte) i, limit, Rounding.NEAREST, 0);
    }
    return table;
  }
}
