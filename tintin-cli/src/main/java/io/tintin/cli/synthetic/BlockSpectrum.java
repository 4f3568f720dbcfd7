package io.tintin.cli.synthetic;

/**
 * What a node makes of a block of 1,024 complex samples, in integers: 28 bands of its spectrum, 28
 * of the spectrum of its squares, where a carrier of two phases has a line, and how alike samples
 * are that are 64 apart, where multicarrier symbols repeat themselves.
 */
final class BlockSpectrum {
  static final int SAMPLES = 1_024;
  static final int FEATURES = 64;

  private static final int SEGMENT = 64;
  private static final int BANDS = 28;
  private static final int LAGS = 8;
  private static final int FIRST_LAG = 60;

  /** Of a band whose square is summed, so that 64 bits hold it. */
  private static final int SQUARE_SHIFT = 8;

  private static final Fourier SHORT = new Fourier(SEGMENT);
  private static final Fourier LONG = new Fourier(SAMPLES);

  private final int[] real;
  private final int[] imaginary;

  /** Of samples of a converter with 10 bits and a sign. */
  BlockSpectrum(int[] real, int[] imaginary) {
    this.real = real;
    this.imaginary = imaginary;
  }

  byte[] features() {
    byte[] features = new byte[FEATURES];
    Levels.relative(bands(mean()), features, 0);
    Levels.relative(lines(), features, BANDS);
    likeness(features, 2 * BANDS);
    return features;
  }

  /** Powers of the short spectrum, summed over the block, the lowest frequency first. */
  private long[] mean() {
    long[] sums = new long[SEGMENT];
    int[] re = new int[SEGMENT];
    int[] im = new int[SEGMENT];
    for (int from = 0; from < SAMPLES; from += SEGMENT) {
      System.arraycopy(real, from, re, 0, SEGMENT);
      System.arraycopy(imaginary, from, im, 0, SEGMENT);
      SHORT.transform(re, im);
      for (int k = 0; k < SEGMENT; k++) {
        int at = (k + SEGMENT / 2) % SEGMENT;
        sums[at] += (long) re[k] * re[k] + (long) im[k] * im[k];
      }
    }
    return sums;
  }

  /** The middle of the spectrum, two values a band. */
  private static long[] bands(long[] powers) {
    long[] bands = new long[BANDS];
    int first = SEGMENT / 2 - BANDS;
    for (int band = 0; band < BANDS; band++) {
      bands[band] = powers[first + 2 * band] + powers[first + 2 * band + 1];
    }
    return bands;
  }

  /** The highest powers of the spectrum of the squares, in bands of equal width. */
  private long[] lines() {
    int[] re = new int[SAMPLES];
    int[] im = new int[SAMPLES];
    for (int t = 0; t < SAMPLES; t++) {
      re[t] = (real[t] * real[t] - imaginary[t] * imaginary[t]) >> SQUARE_SHIFT;
      im[t] = (2 * real[t] * imaginary[t]) >> SQUARE_SHIFT;
    }
    LONG.transform(re, im);
    long[] highest = new long[BANDS];
    for (int k = 0; k < SAMPLES; k++) {
      int at = (k + SAMPLES / 2) % SAMPLES * BANDS / SAMPLES;
      highest[at] = Math.max(highest[at], (long) re[k] * re[k] + (long) im[k] * im[k]);
    }
    return highest;
  }

  /** Magnitude of the correlation at lags 60 to 67, in 1/256 of the power, at most 127. */
  private void likeness(byte[] features, int at) {
    long power = 1;
    for (int t = 0; t < SAMPLES; t++) {
      power += (long) real[t] * real[t] + (long) imaginary[t] * imaginary[t];
    }
    for (int l = 0; l < LAGS; l++) {
      int lag = FIRST_LAG + l;
      long re = 0;
      long im = 0;
      for (int t = lag; t < SAMPLES; t++) {
        re += (long) real[t] * real[t - lag] + (long) imaginary[t] * imaginary[t - lag];
        im += (long) imaginary[t] * real[t - lag] - (long) real[t] * imaginary[t - lag];
      }
      long larger = Math.max(Math.abs(re), Math.abs(im));
      long smaller = Math.min(Math.abs(re), Math.abs(im));
      features[at + l] = (byte) Math.min(127, 256 * (larger + smaller * 3 / 8) / power);
    }
  }
}
