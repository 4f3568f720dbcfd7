package io.tintin.cli.synthetic;

/**
 * What an accelerometer near a bearing measures: impacts of a fault, with slip, that let two modes
 * of the housing ring; shaft harmonics; coloured noise; knocks from elsewhere.
 */
final class BearingSignal {
  static final int SAMPLES_PER_SECOND = 12_000;

  /** Of the speed that a machine should have. */
  static final double LEAST_SPEED = 0.98;

  private static final double MOST_SPEED = 1.02;

  /** Of the interval between two impacts: balls slip. */
  private static final double SLIP = 0.01;

  /** Impacts inside of a race are softer than those outside. */
  private static final double INNER_STRIKE = 0.6;

  private static final int HARMONICS = 3;

  private final Bearing bearing;
  private final Chance chance;
  private final double turnsPerSample;
  private final double[] force;

  /** So many samples of a machine whose speed is a little off what it should be. */
  BearingSignal(Bearing bearing, Chance chance, int samples) {
    this.bearing = bearing;
    this.chance = chance;
    this.turnsPerSample =
        bearing.shaftHz() * chance.uniform(LEAST_SPEED, MOST_SPEED) / SAMPLES_PER_SECOND;
    this.force = new double[samples];
  }

  /** Turns of the shaft in a sample, in steps of 2^-24. */
  int tachometer() {
    return (int) StrictMath.round(turnsPerSample * (1 << OrderSpectrum.ANGLE_BITS));
  }

  /**
   * The samples in noise deviations.
   *
   * @param severity of the ringing after an impact in the middle of the load zone, likewise
   */
  double[] vibration(Fault fault, double severity) {
    if (fault != Fault.NONE) {
      impacts(fault, severity);
    }
    knocks();
    double[] vibration = new double[force.length];
    ring(bearing.resonanceHz().first(), 1, vibration);
    ring(bearing.resonanceHz().second(), 0.5, vibration);
    double noise = 0;
    double fresh = StrictMath.sqrt(1 - bearing.colour() * bearing.colour());
    for (int i = 0; i < vibration.length; i++) {
      noise = bearing.colour() * noise + fresh * chance.normal();
      vibration[i] += noise;
    }
    shaft(vibration);
    return vibration;
  }

  private void impacts(Fault fault, double severity) {
    double interval = 1 / bearing.order(fault);
    double end = force.length * turnsPerSample;
    double zone = chance.uniform(0, 1);
    boolean isInner = false;
    for (double turn = interval * chance.uniform(0, 1);
        turn < end;
        turn += interval * (1 + SLIP * chance.normal())) {
      double load =
          switch (fault) {
            case INNER_RACE -> bearing.load(zone + turn);
            case BALL ->
                bearing.load(zone + turn * bearing.cageOrder()) * (isInner ? INNER_STRIKE : 1);
            default -> 1;
          };
      isInner = !isInner;
      strike(turn / turnsPerSample, severity * load * chance.uniform(0.8, 1.2));
    }
  }

  /** At times that do not depend on one another. */
  private void knocks() {
    double at = samplesToKnock();
    while (at < force.length - 1) {
      strike(at, chance.uniform(2, 8));
      at += samplesToKnock();
    }
  }

  private double samplesToKnock() {
    double share = 1 - chance.uniform(0, 1); // above 0
    return -StrictMath.log(share) * SAMPLES_PER_SECOND / bearing.knocksPerSecond();
  }

  /** An impact between two samples is shared by them. */
  private void strike(double at, double strength) {
    int before = (int) at;
    double share = at - before;
    force[before] += strength * (1 - share);
    if (before + 1 < force.length) {
      force[before + 1] += strength * share;
    }
  }

  /** Adds what a mode makes of the force: after an impact of 1 it swings with an amplitude of 1. */
  private void ring(double hertz, double weight, double[] vibration) {
    double angle = 2 * StrictMath.PI * hertz / SAMPLES_PER_SECOND;
    double decay = StrictMath.exp(-bearing.damping() * angle);
    double back = 2 * decay * StrictMath.cos(angle);
    double further = decay * decay;
    double drive = weight * StrictMath.sin(angle);
    double last = 0;
    double before = 0;
    for (int i = 0; i < force.length; i++) {
      double now = back * last - further * before + drive * force[i];
      before = last;
      last = now;
      vibration[i] += now;
    }
  }

  /** Adds sines, each value from the two before it. */
  private void shaft(double[] vibration) {
    for (int h = 1; h <= HARMONICS; h++) {
      double step = 2 * StrictMath.PI * h * turnsPerSample;
      double phase = 2 * StrictMath.PI * chance.uniform(0, 1);
      double before = bearing.imbalance() / h * StrictMath.sin(phase - step);
      double now = bearing.imbalance() / h * StrictMath.sin(phase);
      double factor = 2 * StrictMath.cos(step);
      for (int i = 0; i < vibration.length; i++) {
        vibration[i] += now;
        double next = factor * now - before;
        before = now;
        now = next;
      }
    }
  }
}
