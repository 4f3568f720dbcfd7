package io.tintin.sensors.frame;

/**
 * How quickly a {@link Normalizer} follows its features.
 *
 * @param rateShift the averages forget by {@code 2^-rateShift} with each frame, in [1, 16]
 * @param warmUp frames after which they do; up to then, the averages are of all frames alike; in
 *     [2, 4096]
 */
public record NormalizerOptions(int rateShift, int warmUp) {
  /** Averages over about 1,024 frames after the first 256. */
  public static final NormalizerOptions DEFAULT = new NormalizerOptions(10, 256);

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
    return new NormalizerOptions(shift, warmUp);
  }

  public NormalizerOptions withWarmUp(int frames) {
    return new NormalizerOptions(rateShift, frames);
  }
}
