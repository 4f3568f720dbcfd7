package io.tintin.cli.synthetic;

import java.util.Arrays;

/** Complex samples of a block: a user, through a channel that fades, and noise. */
final class RadioSignal {
  /** Values of an OFDM symbol, and of its cyclic prefix. */
  private static final int CARRIERS = 64;

  private static final int PREFIX = 16;

  /** Symbols to either side that a pulse reaches. */
  private static final int REACH = 6;

  private static final double[] COSINES = new double[CARRIERS];
  private static final double[] SINES = new double[CARRIERS];

  static {
    for (int t = 0; t < CARRIERS; t++) {
      COSINES[t] = StrictMath.cos(2 * StrictMath.PI * t / CARRIERS);
      SINES[t] = StrictMath.sin(2 * StrictMath.PI * t / CARRIERS);
    }
  }

  private final RadioChannel channel;
  private final Chance chance;
  private double[] real;
  private double[] imaginary;

  /**
   * A block.
   *
   * @param signalDecibels of the user against the noise
   */
  RadioSignal(RadioChannel channel, User user, double signalDecibels, int count, Chance chance) {
    this.channel = channel;
    this.chance = chance;
    this.real = new double[count + channel.echoes()];
    this.imaginary = new double[count + channel.echoes()];
    if (user != User.NONE) {
      if (user == User.OFDM) {
        multicarrier();
      } else {
        singleCarrier(user);
      }
      turn();
      scale(1);
      fade(count);
      multiply(StrictMath.pow(10, signalDecibels / 20));
    }
    addNoise(count);
  }

  double[] real() {
    return real;
  }

  double[] imaginary() {
    return imaginary;
  }

  private void singleCarrier(User user) {
    int sps = channel.samplesPerSymbol();
    double[] pulse = pulse(chance.uniform(0, 1));
    for (int middle = -REACH * sps; middle < real.length + REACH * sps; middle += sps) {
      double i = chance.between(0, 1) * 2 - 1;
      double q = user == User.QPSK ? chance.between(0, 1) * 2 - 1 : 0;
      int from = middle - REACH * sps;
      int end = Math.min(real.length, from + pulse.length);
      for (int t = Math.max(0, from); t < end; t++) {
        real[t] += i * pulse[t - from];
        imaginary[t] += q * pulse[t - from];
      }
    }
  }

  /** Samples of the pulse of all symbols, which are late by this share of a symbol. */
  private double[] pulse(double late) {
    int sps = channel.samplesPerSymbol();
    double[] pulse = new double[2 * REACH * sps + 1];
    for (int t = 0; t < pulse.length; t++) {
      pulse[t] = rootRaisedCosine((double) t / sps - REACH - late, channel.rollOff());
    }
    return pulse;
  }

  /** Source: Proakis, "Digital Communications", the square root of the raised cosine spectrum. */
  private static double rootRaisedCosine(double t, double rollOff) {
    double edge = 4 * rollOff * t;
    if (StrictMath.abs(t) < 1e-6) {
      return 1 - rollOff + 4 * rollOff / StrictMath.PI;
    }
    if (StrictMath.abs(1 - edge * edge) < 1e-6) {
      double angle = StrictMath.PI / (4 * rollOff);
      return rollOff
          / StrictMath.sqrt(2)
          * ((1 + 2 / StrictMath.PI) * StrictMath.sin(angle)
              + (1 - 2 / StrictMath.PI) * StrictMath.cos(angle));
    }
    double angle = StrictMath.PI * t;
    double wave =
        StrictMath.sin(angle * (1 - rollOff)) + edge * StrictMath.cos(angle * (1 + rollOff));
    return wave / (angle * (1 - edge * edge));
  }

  /** QPSK on each carrier around the middle one, which stays empty. */
  private void multicarrier() {
    int late = chance.between(0, CARRIERS + PREFIX - 1);
    double[] symbolReal = new double[CARRIERS];
    double[] symbolImaginary = new double[CARRIERS];
    for (int from = -late; from < real.length; from += CARRIERS + PREFIX) {
      symbol(symbolReal, symbolImaginary);
      for (int t = Math.max(0, from); t < from + CARRIERS + PREFIX && t < real.length; t++) {
        int at = Math.floorMod(t - from - PREFIX, CARRIERS);
        real[t] = symbolReal[at];
        imaginary[t] = symbolImaginary[at];
      }
    }
  }

  private void symbol(double[] re, double[] im) {
    Arrays.fill(re, 0);
    Arrays.fill(im, 0);
    for (int carrier = -channel.carriers() / 2; carrier <= channel.carriers() / 2; carrier++) {
      if (carrier == 0) {
        continue;
      }
      double i = chance.between(0, 1) * 2 - 1;
      double q = chance.between(0, 1) * 2 - 1;
      for (int t = 0; t < CARRIERS; t++) {
        int turn = Math.floorMod(carrier * t, CARRIERS);
        re[t] += i * COSINES[turn] - q * SINES[turn];
        im[t] += i * SINES[turn] + q * COSINES[turn];
      }
    }
  }

  /** By the offset of the carrier. */
  private void turn() {
    double offset = channel.offset() + chance.uniform(-RadioChannel.DRIFT, RadioChannel.DRIFT);
    double c = StrictMath.cos(2 * StrictMath.PI * offset);
    double s = StrictMath.sin(2 * StrictMath.PI * offset);
    double phase = 2 * StrictMath.PI * chance.uniform(0, 1);
    double re = StrictMath.cos(phase);
    double im = StrictMath.sin(phase);
    for (int t = 0; t < real.length; t++) {
      double turned = real[t] * re - imaginary[t] * im;
      imaginary[t] = real[t] * im + imaginary[t] * re;
      real[t] = turned;
      double next = re * c - im * s;
      im = re * s + im * c;
      re = next;
    }
  }

  /** To this mean power. */
  private void scale(double power) {
    double sum = 0;
    for (int t = 0; t < real.length; t++) {
      sum += real[t] * real[t] + imaginary[t] * imaginary[t];
    }
    multiply(StrictMath.sqrt(power * real.length / sum));
  }

  private void multiply(double factor) {
    for (int t = 0; t < real.length; t++) {
      real[t] *= factor;
      imaginary[t] *= factor;
    }
  }

  /** Rayleigh: each path has a normal complex gain, the same for a block; of mean power 1. */
  private void fade(int count) {
    double total = 0;
    double weight = 1;
    for (int path = 0; path <= channel.echoes(); path++, weight *= channel.echoDecay()) {
      total += weight;
    }
    double[] re = new double[count];
    double[] im = new double[count];
    weight = 1;
    for (int path = 0; path <= channel.echoes(); path++, weight *= channel.echoDecay()) {
      double deviation = StrictMath.sqrt(weight / total / 2);
      double gainRe = deviation * chance.normal();
      double gainIm = deviation * chance.normal();
      int earlier = channel.echoes() - path;
      for (int t = 0; t < count; t++) {
        re[t] += gainRe * real[t + earlier] - gainIm * imaginary[t + earlier];
        im[t] += gainRe * imaginary[t + earlier] + gainIm * real[t + earlier];
      }
    }
    real = re;
    imaginary = im;
  }

  /** Of power 1, with a tilt over the band. */
  private void addNoise(int count) {
    if (real.length != count) {
      real = new double[count];
      imaginary = new double[count];
    }
    double deviation = StrictMath.sqrt(0.5 / (1 + channel.tilt() * channel.tilt()));
    double lastRe = 0;
    double lastIm = 0;
    for (int t = 0; t < count; t++) {
      double re = chance.normal();
      double im = chance.normal();
      real[t] += deviation * (re + channel.tilt() * lastRe);
      imaginary[t] += deviation * (im + channel.tilt() * lastIm);
      lastRe = re;
      lastIm = im;
    }
  }
}
