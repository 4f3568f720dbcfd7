package io.tintin.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The examples that all peers see, in one order: the first digits of MNIST where they are there,
 * else random pixels. Each stands as int8 in steps of 1/32 of a standard deviation, and as float32;
 * either form is made when it is first asked for, and kept.
 */
public final class Digits {
  /** Examples that a peer goes around; a multiple of all batch sizes that are powers of two. */
  public static final int COUNT = 4096;

  private static final int IMAGE_HEADER = 16;
  private static final int LABEL_HEADER = 8;
  private static final float MEAN = 33.3f;
  private static final float DEVIATION = 78.6f;
  private static final int STEPS = 32;

  private final byte[] pixels;
  private final int[] labels = new int[COUNT];
  private final boolean isReal;
  private final byte[] int8OfPixel = new byte[256];
  private final float[] float32OfPixel = new float[256];
  private final byte[][] int8 = new byte[COUNT][];
  private final float[][] float32 = new float[COUNT][];

  private Digits(byte[] pixels, byte[] labels, boolean isReal) {
    this.pixels = pixels;
    this.isReal = isReal;
    for (int i = 0; i < COUNT; i++) {
      this.labels[i] = labels[i];
    }
    for (int pixel = 0; pixel < 256; pixel++) {
      float32OfPixel[pixel] = (pixel - MEAN) / DEVIATION;
      int steps = Math.round(float32OfPixel[pixel] * STEPS);
      int8OfPixel[pixel] = (byte) Math.max(-127, Math.min(127, steps));
    }
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
      byte[] content = in.readNBytes(bytes);
      if (content.length < bytes) {
        throw new IOException(file.getFileName() + " must be whole: it ends too early");
      }
      return content;
    }
  }

  /** What they are, for the driver. */
  public String remark() {
    return "data=" + (isReal ? "mnist" : "random");
  }

  public int label(int example) {
    return labels[example];
  }

  /** The features of an example as integers; not to be changed. */
  public byte[] int8(int example) {
    if (int8[example] == null) {
      byte[] features = new byte[Net.PIXELS];
      for (int p = 0; p < Net.PIXELS; p++) {
        features[p] = int8OfPixel[pixels[example * Net.PIXELS + p] & 0xFF];
      }
      int8[example] = features;
    }
    return int8[example];
  }

  /** The features of an example as real numbers; not to be changed. */
  public float[] float32(int example) {
    if (float32[example] == null) {
      float[] features = new float[Net.PIXELS];
      for (int p = 0; p < Net.PIXELS; p++) {
        features[p] = float32OfPixel[pixels[example * Net.PIXELS + p] & 0xFF];
      }
      float32[example] = features;
    }
    return float32[example];
  }

  /** Features of consecutive examples: {@code [count, 784]}, a new array. */
  public float[] float32(int first, int count) {
    float[] features = new float[count * Net.PIXELS];
    for (int i = 0; i < count; i++) {
      System.arraycopy(float32(first + i), 0, features, i * Net.PIXELS, Net.PIXELS);
    }
    return features;
  }
}
