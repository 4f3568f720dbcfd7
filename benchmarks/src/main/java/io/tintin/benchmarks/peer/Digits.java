package io.tintin.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The examples that all peers see, in one order: the first digits of MNIST where they are there,
 * else random pixels. Each stands as int8 in steps of 1/32 of a standard deviation, and as float32.
 */
public final class Digits {
  /** Examples that a peer goes around. */
  public static final int COUNT = 4096;

  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;
  private static final float MEAN = 33.3f;
  private static final float DEVIATION = 78.6f;
  private static final int STEPS = 32;

  private final byte[] pixels;
  private final byte[] labels;
  private final boolean isReal;

  private Digits(byte[] pixels, byte[] labels, boolean isReal) {
    this.pixels = pixels;
    this.labels = labels;
    this.isReal = isReal;
  }

  /** Those of a folder with the files of MNIST, or random ones. */
  public static Digits load(Optional<Path> folder) throws IOException {
    if (folder.isPresent()
        && Files.isRegularFile(folder.get().resolve("train-labels-idx1-ubyte"))) {
      return new Digits(
          read(folder.get().resolve("train-images-idx3-ubyte"), IMAGE_HEADER, COUNT * Net.PIXELS),
          read(folder.get().resolve("train-labels-idx1-ubyte"), LABEL_HEADER, COUNT),
          true);
    }
    return random();
  }

  /** Random pixels, the same at each call. */
  public static Digits random() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[COUNT * Net.PIXELS];
    random.nextBytes(pixels);
    byte[] labels = new byte[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) random.nextInt(Net.CLASSES);
    }
    return new Digits(pixels, labels, false);
  }

  private static byte[] read(Path file, int header, int bytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(header);
      return in.readNBytes(bytes);
    }
  }

  /** What they are, for the driver. */
  public String remark() {
    return "data=" + (isReal ? "mnist" : "random");
  }

  /** The class of each example. */
  public int[] labels() {
    int[] all = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      all[i] = labels[i];
    }
    return all;
  }

  /** The int8 features of each example. */
  public byte[][] allInt8() {
    byte[][] all = new byte[COUNT][Net.PIXELS];
    for (int i = 0; i < COUNT; i++) {
      for (int p = 0; p < Net.PIXELS; p++) {
        int steps = Math.round(normal(i, p) * STEPS);
        all[i][p] = (byte) Math.max(-127, Math.min(127, steps));
      }
    }
    return all;
  }

  /** Features of consecutive examples, pixel by pixel: {@code [count, 784]}. */
  public float[] float32(int first, int count) {
    float[] features = new float[count * Net.PIXELS];
    for (int i = 0; i < features.length; i++) {
      features[i] = normal(first + i / Net.PIXELS, i % Net.PIXELS);
    }
    return features;
  }

  private float normal(int example, int pixel) {
    return ((pixels[example * Net.PIXELS + pixel] & 0xFF) - MEAN) / DEVIATION;
  }
}
