package io.tintin.core.internal.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Transposes int8 matrices, 8 x 8 values at a time: a row of these is one long. */
final class ByteTranspose {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteTranspose() {}

  /** {@code to[toIndex + c * rows + r] = from[fromIndex + r * columns + c]}. */
  static void transpose(byte[] from, int fromIndex, int rows, int columns, byte[] to, int toIndex) {
    int fullRows = rows & -8;
    int fullColumns = columns & -8;
    for (int r = 0; r < fullRows; r += 8) {
      for (int c = 0; c < fullColumns; c += 8) {
        block(from, fromIndex + r * columns + c, columns, to, toIndex + c * rows + r, rows);
      }
    }
    if (fullColumns < columns) {
      edge(from, fromIndex, columns, to, toIndex, rows, 0, fullRows, fullColumns, columns);
    }
    if (fullRows < rows) {
      edge(from, fromIndex, columns, to, toIndex, rows, fullRows, rows, 0, columns);
    }
  }

  private static void edge(
      byte[] from,
      int fromIndex,
      int columns,
      byte[] to,
      int toIndex,
      int rows,
      int firstRow,
      int lastRow,
      int firstColumn,
      int lastColumn) {
    for (int r = firstRow; r < lastRow; r++) {
      for (int c = firstColumn; c < lastColumn; c++) {
        to[toIndex + c * rows + r] = from[fromIndex + r * columns + c];
      }
    }
  }

  private static void block(byte[] from, int at, int step, byte[] to, int target, int toStep) {
    long a = (long) LONG.get(from, at);
    long b = (long) LONG.get(from, at + step);
    long c = (long) LONG.get(from, at + 2 * step);
    long d = (long) LONG.get(from, at + 3 * step);
    long e = (long) LONG.get(from, at + 4 * step);
    long f = (long) LONG.get(from, at + 5 * step);
    long g = (long) LONG.get(from, at + 6 * step);
    long h = (long) LONG.get(from, at + 7 * step);
    // Blocks of 4 x 4 change places, then of 2 x 2, then single values.
    long mask = 0xFFFF_FFFFL;
    long t = ((a >>> 32) ^ e) & mask;
    e ^= t;
    a ^= t << 32;
    t = ((b >>> 32) ^ f) & mask;
    f ^= t;
    b ^= t << 32;
    t = ((c >>> 32) ^ g) & mask;
    g ^= t;
    c ^= t << 32;
    t = ((d >>> 32) ^ h) & mask;
    h ^= t;
    d ^= t << 32;
    mask = 0xFFFF_0000_FFFFL;
    t = ((a >>> 16) ^ c) & mask;
    c ^= t;
    a ^= t << 16;
    t = ((b >>> 16) ^ d) & mask;
    d ^= t;
    b ^= t << 16;
    t = ((e >>> 16) ^ g) & mask;
    g ^= t;
    e ^= t << 16;
    t = ((f >>> 16) ^ h) & mask;
    h ^= t;
    f ^= t << 16;
    mask = 0xFF_00FF_00FF_00FFL;
    t = ((a >>> 8) ^ b) & mask;
    LONG.set(to, target, a ^ (t << 8));
    LONG.set(to, target + toStep, b ^ t);
    t = ((c >>> 8) ^ d) & mask;
    LONG.set(to, target + 2 * toStep, c ^ (t << 8));
    LONG.set(to, target + 3 * toStep, d ^ t);
    t = ((e >>> 8) ^ f) & mask;
    LONG.set(to, target + 4 * toStep, e ^ (t << 8));
    LONG.set(to, target + 5 * toStep, f ^ t);
    t = ((g >>> 8) ^ h) & mask;
    LONG.set(to, target + 6 * toStep, g ^ (t << 8));
    LONG.set(to, target + 7 * toStep, h ^ t);
  }
}
