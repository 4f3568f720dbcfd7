package io.tintin.benchmarks.floats;

/**
 * Loops that C2 of JDK 17 and later vectorises: one array a row, the loop variable as the only
 * index, one store, at most five terms. A convolution's rows are long, a dense layer's short, and
 * C2 unrolls by the count that it has seen, so each has its copy.
 */
final class PlainLoops {
  static final int TERMS = 5;

  private PlainLoops() {}

  /** {@code to += sum over 5 of f * r}, along a line of an image. */
  static void addToLine(
      float[] to,
      float f0,
      float[] r0,
      float f1,
      float[] r1,
      float f2,
      float[] r2,
      float f3,
      float[] r3,
      float f4,
      float[] r4,
      int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j] + f4 * r4[j];
    }
  }

  /** The same along the taps of a kernel. */
  static void addToTaps(
      float[] to,
      float f0,
      float[] r0,
      float f1,
      float[] r1,
      float f2,
      float[] r2,
      float f3,
      float[] r3,
      float f4,
      float[] r4,
      int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j] + f4 * r4[j];
    }
  }

  /** The same along the features of a dense layer. */
  static void addToFeatures(
      float[] to,
      float f0,
      float[] r0,
      float f1,
      float[] r1,
      float f2,
      float[] r2,
      float f3,
      float[] r3,
      float f4,
      float[] r4,
      int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j] + f4 * r4[j];
    }
  }

  /** {@code to += f * r}. */
  static void addOne(float[] to, float f, float[] r, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += f * r[j];
    }
  }

  /** {@code to += a0 * b0 + a1 * b1}, element by element. */
  static void addPairs(float[] to, float[] a0, float[] b0, float[] a1, float[] b1, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += a0[j] * b0[j] + a1[j] * b1[j];
    }
  }

  /** The sum, in four independent chains. */
  static float sum(float[] values, int from, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int end = from + count;
    int j = from;
    for (; j < end - 3; j += 4) {
      s0 += values[j];
      s1 += values[j + 1];
      s2 += values[j + 2];
      s3 += values[j + 3];
    }
    for (; j < end; j++) {
      s0 += values[j];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
