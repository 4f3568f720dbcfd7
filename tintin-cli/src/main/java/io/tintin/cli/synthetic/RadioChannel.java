package io.tintin.cli.synthetic;

/**
 * A radio channel and the receiver that listens to it. Times are in samples, frequencies in shares
 * of the sample rate.
 *
 * @param samplesPerSymbol of its single-carrier user
 * @param rollOff of that user's root-raised-cosine pulse
 * @param carriers that its OFDM user fills, of 64
 * @param offset of the carrier; each block differs by {@link #DRIFT} at most
 * @param echoDecay power of an echo against the one before it
 * @param echoes number of paths after the first, a sample apart
 * @param noiseDecibels level of the receiver's noise; each block differs by 1 dB at most
 * @param tilt of the noise over the band, as the tap of a filter of two
 */
record RadioChannel(
    int samplesPerSymbol,
    double rollOff,
    int carriers,
    double offset,
    double echoDecay,
    int echoes,
    double noiseDecibels,
    double tilt) {
  static final double DRIFT = 0.01;

  /** One of the many that there are. */
  static RadioChannel draw(Chance chance) {
    int samplesPerSymbol = chance.between(2, 4);
    return new RadioChannel(
        samplesPerSymbol,
        chance.uniform(0.2, 0.5),
        4 * chance.between(4, 9),
        chance.uniform(-0.1, 0.1),
        chance.uniform(0.05, 0.4),
        chance.between(1, 3),
        chance.uniform(-4, 4),
        chance.uniform(-0.15, 0.15));
  }
}
