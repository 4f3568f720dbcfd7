package io.tintin.cli.synthetic;

import java.util.Arrays;

/**
 * The envelope of a vibration by the angle of the shaft, and its spectrum in orders: in integers,
 * as a node with a tachometer computes it.
 *
 * <p>The envelope is the magnitude of the second difference, which leaves out what is slow; its
 * mean in each of 32 parts of a turn does not depend on the speed. 16 turns give 512 values, of
 * whose spectrum 64 bands of 3/16 of an order are kept, from 1/4 to 12 1/4.
 */
final class OrderSpectrum {
  static final int TURNS = 16;
  static final int BANDS = 64;

  /** Fraction bits of the angle. */
  static final int ANGLE_BITS = 24;

  private static final int PARTS = 32;
  private static final int VALUES = TURNS * PARTS;
  private static final int FIRST = 4;
  private static final int WIDTH = 3;

  /** Bits that a mean keeps after the point. */
  private static final int FRACTION_BITS = 4;

  private static final Fourier FOURIER = new Fourier(VALUES);

  private final long[] powers = new long[VALUES / 2];

  /**
   * The spectrum of so many samples.
   *
   * @param samples of a converter with 12 bits; at least {@value #TURNS} turns
   * @param turnsPerSample of the shaft, with {@value #ANGLE_BITS} fraction bits
   */
  OrderSpectrum(short[] samples, int turnsPerSample) {
    int[] real = envelope(samples, turnsPerSample);
    int[] imaginary = new int[VALUES];
    FOURIER.transform(real, imaginary);
    for (int k = 0; k < powers.length; k++) {
      powers[k] = (long) real[k] * real[k] + (long) imaginary[k] * imaginary[k];
    }
  }

  private static int[] envelope(short[] samples, int turnsPerSample) {
    int[] sums = new int[VALUES];
    int[] counts = new int[VALUES];
    long angle = 0;
    for (int i = 2; i < samples.length; i++, angle += turnsPerSample) {
      int part = (int) ((angle * PARTS) >> ANGLE_BITS);
      if (part < VALUES) {
        sums[part] += Math.abs(samples[i] - 2 * samples[i - 1] + samples[i - 2]);
        counts[part]++;
      }
    }
    for (int part = 0; part < VALUES; part++) {
      sums[part] = counts[part] == 0 ? 0 : (sums[part] << FRACTION_BITS) / counts[part];
    }
    return sums;
  }

  /** The levels of the bands against their mean. */
  byte[] features() {
    long[] bands = new long[BANDS];
    for (int band = 0; band < BANDS; band++) {
      for (int k = 0; k < WIDTH; k++) {
        bands[band] += powers[FIRST + WIDTH * band + k];
      }
    }
    byte[] features = new byte[BANDS];
    Levels.relative(bands, features, 0);
    return features;
  }

  /**
   * How far an order and its double stand out of the median, as levels: what an engineer looks at
   * who knows the geometry of the bearing.
   */
  int peak(double order) {
    long[] sorted = powers.clone();
    Arrays.sort(sorted);
    int median = Levels.log2(sorted[sorted.length / 2]);
    return highest(order) + highest(2 * order) - 2 * median;
  }

  private int highest(double order) {
    int middle = (int) StrictMath.rint(order * TURNS);
    long highest = 0;
    for (int k = Math.max(1, middle - 1); k <= Math.min(powers.length - 1, middle + 1); k++) {
      highest = Math.max(highest, powers[k]);
    }
    return Levels.log2(highest);
  }
}
