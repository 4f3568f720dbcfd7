package io.tintin.cli.synthetic;

/**
 * The discrete Fourier transform in integers, as a node computes it: radix 2, decimation in time,
 * with factors of 15 fraction bits and products rounded down.
 *
 * <p>Nothing is scaled, so a transform of {@code n} values below {@code 2^b} in magnitude needs
 * {@code n * 2^b} below 2^30.
 */
final class Fourier {
  private static final int FRACTION_BITS = 15;

  private final int size;
  private final int[] cosines;
  private final int[] sines;

  /**
   * Transforms of so many values.
   *
   * @param size a power of two, at least 2
   */
  Fourier(int size) {
    this.size = size;
    this.cosines = new int[size / 2];
    this.sines = new int[size / 2];
    for (int i = 0; i < size / 2; i++) {
      double angle = -2 * StrictMath.PI * i / size;
      cosines[i] = (int) StrictMath.rint(StrictMath.cos(angle) * (1 << FRACTION_BITS));
      sines[i] = (int) StrictMath.rint(StrictMath.sin(angle) * (1 << FRACTION_BITS));
    }
  }

  /** Transforms in place; element {@code k} is then the frequency of {@code k} turns. */
  void transform(int[] real, int[] imaginary) {
    int reversing = Integer.numberOfLeadingZeros(size) + 1;
    for (int i = 0; i < size; i++) {
      int j = Integer.reverse(i) >>> reversing;
      if (i < j) {
        swap(real, i, j);
        swap(imaginary, i, j);
      }
    }
    for (int half = 1; half < size; half *= 2) {
      for (int from = 0; from < size; from += 2 * half) {
        for (int i = 0; i < half; i++) {
          butterfly(real, imaginary, from + i, from + i + half, i * (size / 2 / half));
        }
      }
    }
  }

  private static void swap(int[] values, int i, int j) {
    int kept = values[i];
    values[i] = values[j];
    values[j] = kept;
  }

  private void butterfly(int[] real, int[] imaginary, int a, int b, int factor) {
    long c = cosines[factor];
    long s = sines[factor];
    int re = (int) ((c * real[b] - s * imaginary[b]) >> FRACTION_BITS);
    int im = (int) ((s * real[b] + c * imaginary[b]) >> FRACTION_BITS);
    real[b] = real[a] - re;
    imaginary[b] = imaginary[a] - im;
    real[a] += re;
    imaginary[a] += im;
  }
}
