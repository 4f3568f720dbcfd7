package io.tintin.cli.synthetic;

/**
 * A rolling bearing and the machine around it. Frequencies are in orders: events in a turn of the
 * shaft.
 *
 * <p>Source of the formulas: Randall and Antoni 2011, "Rolling element bearing diagnostics: a
 * tutorial", Mechanical Systems and Signal Processing 25.
 *
 * @param balls rolling elements
 * @param ratio {@code d / D cos(a)}, of ball and pitch diameter and contact angle
 * @param diameters {@code D / d}
 * @param shaftHz turns of the shaft in a second
 * @param loadFactor of Stribeck's load zone: 0.5 loads half of the circle
 * @param resonanceHz of the two modes that impacts excite
 * @param damping of both, as a share of critical damping
 * @param gain of the path to the sensor
 * @param imbalance amplitude of the first three harmonics of the shaft, in noise deviations
 * @param colour of the noise, a pole in [0, 1)
 * @param knocksPerSecond impacts that have nothing to do with the bearing
 */
record Bearing(
    int balls,
    double ratio,
    double diameters,
    double shaftHz,
    double loadFactor,
    Modes resonanceHz,
    double damping,
    double gain,
    double imbalance,
    double colour,
    double knocksPerSecond) {
  /** Frequencies of two modes. */
  record Modes(double first, double second) {}

  /** One of the many that there are. */
  static Bearing draw(Chance chance) {
    double diameters = 1 / chance.uniform(0.18, 0.28);
    double angle = chance.uniform(0, 25) * StrictMath.PI / 180;
    double first = chance.uniform(1_800, 3_600);
    return new Bearing(
        chance.between(7, 11),
        StrictMath.cos(angle) / diameters,
        diameters,
        chance.uniform(24, 36),
        chance.uniform(0.35, 0.6),
        new Modes(first, first * chance.uniform(1.2, 1.5)),
        chance.uniform(0.02, 0.06),
        chance.logUniform(0.3, 3),
        chance.uniform(0, 3),
        chance.uniform(0, 0.6),
        chance.uniform(0, 4));
  }

  /** Of the cage. */
  double cageOrder() {
    return (1 - ratio) / 2;
  }

  /** Of balls that pass a place of the outer race. */
  double outerOrder() {
    return balls * cageOrder();
  }

  /** Of balls that pass a place of the inner race. */
  double innerOrder() {
    return balls * (1 + ratio) / 2;
  }

  /** Of a place of a ball that meets a race, either of the two. */
  double ballOrder() {
    return diameters * (1 - ratio * ratio);
  }

  /** Of the impacts of a fault. */
  double order(Fault fault) {
    return switch (fault) {
      case NONE -> 0;
      case OUTER_RACE -> outerOrder();
      case INNER_RACE -> innerOrder();
      case BALL -> ballOrder();
    };
  }

  /** Load of a place at this angle from the middle of the load zone, in turns: in [0, 1]. */
  double load(double turns) {
    double share = 1 - (1 - StrictMath.cos(2 * StrictMath.PI * turns)) / (2 * loadFactor);
    return share <= 0 ? 0 : share * StrictMath.sqrt(share);
  }
}
