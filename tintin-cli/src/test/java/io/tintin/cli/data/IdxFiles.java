package io.tintin.cli.data;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Small IDX files: 8 x 8 images of three classes, each with a bright band of its own, and noise.
 */
public final class IdxFiles {
  public static final int SIDE = 8;
  public static final int CLASSES = 3;

  private IdxFiles() {}

  /** The four files of MNIST's names. */
  public static Path folder(Path folder, int training, int test) throws IOException {
    Files.createDirectories(folder);
    pair(folder, "train", training, 1);
    pair(folder, "t10k", test, 2);
    return folder;
  }

  private static void pair(Path folder, String part, int count, long seed) throws IOException {
    RandomSequence draws = new RandomSequence(new RandomSource(seed), 0);
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) draws.nextBelow(CLASSES);
      for (int p = 0; p < SIDE * SIDE; p++) {
        int row = p / SIDE;
        int bright = row / 2 == labels[i] ? 150 : 0;
        pixels[i * SIDE * SIDE + p] = (byte) (bright + draws.nextBelow(100));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), idx(pixels, count, SIDE, SIDE));
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), idx(labels, count));
  }

  /** A header for these extents, and the values as they are. */
  static byte[] idx(byte[] values, int... extents) {
    ByteBuffer out = ByteBuffer.allocate(4 + 4 * extents.length + values.length);
    out.putInt(0x0800 | extents.length);
    for (int extent : extents) {
      out.putInt(extent);
    }
    return out.put(values).array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
