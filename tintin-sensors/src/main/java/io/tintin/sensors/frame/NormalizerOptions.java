package io.tintin.sensors.frame;

/**
 * How quickly a {@link Normalizer} follows its features.
 *
 * @param rateShift the averages forget by {@code 2^-rateShift} with each frame, in [1, 16]
 * @param warmUp frames after which they do; up to then, the averages are of all frames alike; in
 *     [2, 4096]
 * @param isCentered whether the mean is taken away; without, a feature whose zero means something,
 *     such as a difference, keeps its sign
 */
public record NormalizerOptions(int rateShift, int warmUp, boolean isCentered) {
  /** Averages over about 1,024 frames after the first 256. */
  public static final NormalizerOptions DEFAULT = new NormalizerOptions(10, 256, true);

  /** Checks the ranges above; {@link IllegalArgumentException} when one is left. */
  public NormalizerOptions {
    if (rateShift < 1 || rateShift > 16) {
      throw new IllegalArgumentException("rateShift must be in [1, 16]: " + rateShift);
    }
    if (warmUp < 2 || warmUp > 4096) {
      throw new IllegalArgumentException("warmUp must be in [2, 4096]: " + warmUp);
    }
  }

  public NormalizerOptions withRateShift(int shift) {
    return new NormalizerOptions(shift, warmUp, isCentered);
  }

  public NormalizerOptions withWarmUp(int frames) {
    return new NormalizerOptions(rateShift, frames, isCentered);
  }

  /** Takes no mean away; the deviation is then the mean magnitude. */
  public NormalizerOptions withoutCentering() {
    return new NormalizerOptions(rateShift, warmUp, false);
  }
}
