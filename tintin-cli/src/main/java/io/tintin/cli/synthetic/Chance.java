package io.tintin.cli.synthetic;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;

/** Random numbers of signals: the same for the same source on every machine. */
final class Chance {
  private static final double UNIT = 0x1p-32;

  /** Standard deviation of the sum of four uniform 16-bit numbers: 2^16 / sqrt(3). */
  private static final double NORMAL = 65_536 / 1.732_050_807_568_877_2;

  private final RandomSequence bits;

  Chance(RandomSource source) {
    this.bits = new RandomSequence(source, 0);
  }

  /** In [least, most). */
  double uniform(double least, double most) {
    return least + (most - least) * ((bits.nextBits() & 0xFFFF_FFFFL) * UNIT);
  }

  /** In [least, most), with as many in each octave. */
  double logUniform(double least, double most) {
    return least * StrictMath.pow(most / least, uniform(0, 1));
  }

  /** In [least, most]. */
  int between(int least, int most) {
    return least + bits.nextBelow(most - least + 1);
  }

  /** Nearly normal, with variance 1: the sum of four uniform numbers, so within 3.5. */
  double normal() {
    int a = bits.nextBits();
    int b = bits.nextBits();
    int sum = (a & 0xFFFF) + (a >>> 16) + (b & 0xFFFF) + (b >>> 16);
    return (sum - 2 * 65_535) / NORMAL;
  }
}
