package io.tintin.cli.synthetic;

import io.tintin.core.random.RandomSource;
import java.util.ArrayList;
import java.util.List;

/** Which part of a bearing is broken, on machines that differ in geometry, speed and sound. */
public final class BearingTask implements SyntheticTask {
  private static final int MACHINES = 64;
  private static final double LEAST_SEVERITY = 2.5;
  private static final double MOST_SEVERITY = 12;

  /** Counts of the converter in a noise deviation, before the gain of the path. */
  private static final double COUNTS = 48;

  private static final int MOST_COUNT = 2_047;

  private final RandomSource source;
  private final List<Bearing> machines = new ArrayList<>();

  /** Machines of this seed. */
  public BearingTask(long seed) {
    this.source = new RandomSource(seed).stream(1);
    Chance chance = new Chance(source.stream(-1));
    for (int m = 0; m < MACHINES; m++) {
      machines.add(Bearing.draw(chance));
    }
  }

  @Override
  public String name() {
    return "motor";
  }

  @Override
  public List<String> classes() {
    return Fault.words();
  }

  @Override
  public int inputs() {
    return OrderSpectrum.BANDS;
  }

  @Override
  public int placeCount() {
    return MACHINES;
  }

  @Override
  public Example example(int place, int number) {
    Chance chance = new Chance(source.stream(place).stream(number));
    Bearing bearing = machines.get(place);
    Fault fault = Fault.of(chance.between(0, 3));
    double severity = chance.logUniform(LEAST_SEVERITY, MOST_SEVERITY);
    double turns = OrderSpectrum.TURNS / BearingSignal.LEAST_SPEED;
    int count = 4 + (int) (turns / bearing.shaftHz() * BearingSignal.SAMPLES_PER_SECOND);
    BearingSignal signal = new BearingSignal(bearing, chance, count);
    short[] samples = converted(signal.vibration(fault, severity), bearing.gain());
    OrderSpectrum spectrum = new OrderSpectrum(samples, signal.tachometer());
    int decibels = (int) StrictMath.rint(20 * StrictMath.log10(severity));
    return new Example(spectrum.features(), fault.label(), decibels, suspicion(bearing, spectrum));
  }

  /** The highest peak at the orders of the faults, which an engineer knows from the geometry. */
  private static Example.Suspicion suspicion(Bearing bearing, OrderSpectrum spectrum) {
    Fault best = Fault.OUTER_RACE;
    for (Fault fault : List.of(Fault.INNER_RACE, Fault.BALL)) {
      best =
          spectrum.peak(bearing.order(fault)) > spectrum.peak(bearing.order(best)) ? fault : best;
    }
    return new Example.Suspicion(spectrum.peak(bearing.order(best)), best.label());
  }

  /**
   * A picture of a fault: samples of the converter.
   *
   * @param label of the fault
   */
  public short[] waveform(int place, int label, int count) {
    Bearing bearing = machines.get(place);
    Chance chance = new Chance(source.stream(place).stream(-1));
    BearingSignal signal = new BearingSignal(bearing, chance, count);
    return converted(signal.vibration(Fault.of(label), MOST_SEVERITY), bearing.gain());
  }

  /** What the converter makes of it: 12 bits, clipped. */
  private static short[] converted(double[] vibration, double gain) {
    short[] samples = new short[vibration.length];
    for (int i = 0; i < samples.length; i++) {
      double count = StrictMath.rint(COUNTS * gain * vibration[i]);
      samples[i] = (short) Math.max(-MOST_COUNT - 1, Math.min(MOST_COUNT, count));
    }
    return samples;
  }
}
