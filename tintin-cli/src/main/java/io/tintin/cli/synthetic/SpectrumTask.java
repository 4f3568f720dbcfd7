package io.tintin.cli.synthetic;

import io.tintin.core.random.RandomSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a radio channel is in use, and by what, on channels that differ. The classical rule is an
 * energy detector: the power of the block before the gain control, in tenths of a decibel, which
 * says in use or not alone.
 */
public final class SpectrumTask implements SyntheticTask {
  private static final int CHANNELS = 64;
  private static final int LEAST_DECIBELS = -8;
  private static final int MOST_DECIBELS = 12;

  /** Counts of the converter in a deviation, by a gain control that is off by 3 dB at most. */
  private static final double COUNTS = 96;

  private static final int MOST_COUNT = 511;

  private final RandomSource source;
  private final List<RadioChannel> channels = new ArrayList<>();

  /** Channels of this seed. */
  public SpectrumTask(long seed) {
    this.source = new RandomSource(seed).stream(2);
    Chance chance = new Chance(source.stream(-1));
    for (int c = 0; c < CHANNELS; c++) {
      channels.add(RadioChannel.draw(chance));
    }
  }

  @Override
  public String name() {
    return "spectrum";
  }

  @Override
  public List<String> classes() {
    return User.words();
  }

  @Override
  public int inputs() {
    return BlockSpectrum.FEATURES;
  }

  @Override
  public int placeCount() {
    return CHANNELS;
  }

  @Override
  public Example example(int place, int number) {
    Chance chance = new Chance(source.stream(place).stream(number));
    RadioChannel channel = channels.get(place);
    User user = User.of(chance.between(0, 3));
    int decibels = chance.between(LEAST_DECIBELS, MOST_DECIBELS);
    RadioSignal signal = new RadioSignal(channel, user, decibels, BlockSpectrum.SAMPLES, chance);
    double power = power(signal);
    double gain = COUNTS / StrictMath.sqrt(power / 2) * chance.logUniform(0.7, 1.4);
    BlockSpectrum spectrum =
        new BlockSpectrum(converted(signal.real(), gain), converted(signal.imaginary(), gain));
    double level = 10 * StrictMath.log10(power) + channel.noiseDecibels() + chance.uniform(-1, 1);
    Example.Suspicion suspicion = new Example.Suspicion((int) StrictMath.rint(10 * level), 1);
    return new Example(spectrum.features(), user.label(), decibels, suspicion);
  }

  private static double power(RadioSignal signal) {
    double sum = 0;
    for (int t = 0; t < BlockSpectrum.SAMPLES; t++) {
      sum += signal.real()[t] * signal.real()[t] + signal.imaginary()[t] * signal.imaginary()[t];
    }
    return sum / BlockSpectrum.SAMPLES;
  }

  private static int[] converted(double[] values, double gain) {
    int[] counts = new int[values.length];
    for (int t = 0; t < values.length; t++) {
      double count = StrictMath.rint(gain * values[t]);
      counts[t] = (int) Math.max(-MOST_COUNT - 1, Math.min(MOST_COUNT, count));
    }
    return counts;
  }
}
