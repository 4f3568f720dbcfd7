package io.tintin.mcu;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Loses a byte now and then, flips a bit, or adds a byte. */
final class NoisyLine {
  /** One byte in so many. */
  private static final int RARITY = 700;

  private NoisyLine() {}

  static InputStream from(InputStream in, long seed) {
    return new FilterInputStream(in) {
      private final Random random = new Random(seed);

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count == 0) {
          int next = in.read();
          if (next < 0) {
            return -1;
          }
          switch (random.nextInt(RARITY)) {
            case 0 -> {} // lost
            case 1 -> bytes[offset + count++] = (byte) (next ^ (1 << random.nextInt(8)));
            default -> bytes[offset + count++] = (byte) next;
          }
        }
        return count;
      }
    };
  }

  static OutputStream to(OutputStream out, long seed) {
    return new FilterOutputStream(out) {
      private final Random random = new Random(seed);

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
          switch (random.nextInt(RARITY)) {
            case 0 -> {} // lost
            case 1 -> out.write(bytes[i] ^ (1 << random.nextInt(8)));
            case 2 -> out.write(new byte[] {bytes[i], (byte) random.nextInt()});
            default -> out.write(bytes[i]);
          }
        }
      }
    };
  }
}
