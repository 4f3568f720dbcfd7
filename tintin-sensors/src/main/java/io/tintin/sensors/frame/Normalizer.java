package io.tintin.sensors.frame;

import io.tintin.core.quant.Rounding;
import io.tintin.sensors.internal.Rounded;
import java.util.Arrays;

/**
 * Brings each feature to int8 by its own running mean and mean absolute deviation:
 *
 * <pre>
 * z = round(32 (x - mean) / max(deviation, floor)), clamped to [-127, 127]
 * </pre>
 *
 * <p>So a step of int8 is a 32nd of the deviation, and the range ends near four deviations. Mean
 * and deviation are fixed-point numbers with 16 bits below the point. With {@code n} features
 * learned before, {@code x} moves them to
 *
 * <pre>
 * n &lt; warmUp:  deviation = mean of |x_i - mean_i| over the n values since the second,
 *              where mean_i is the mean before x_i; then mean = mean of all n + 1 values
 * after:       d = x - mean;  mean += d 2^-rateShift;  deviation += (|d| - deviation) 2^-rateShift
 * </pre>
 *
 * <p>all rounded to nearest, ties away from zero. Means of the warm-up are quotients of exact sums,
 * so the first value weighs no more than the others. Without {@linkplain
 * NormalizerOptions#isCentered centering} the mean is 0 throughout, and the deviation of the
 * warm-up is the mean of all {@code n + 1} magnitudes. A flat stretch can't shrink the divisor
 * below the floor, so the noise of a calm sensor stays small.
 *
 * <p>{@link #apply} and {@link #learn} are apart, so statistics can be frozen. {@link #snapshot}
 * belongs to the checkpoint of the model that was trained on these frames. Allocates nothing but
 * snapshots. Not safe for use by many threads.
 */
public final class Normalizer {
  /** int8 steps of one deviation. */
  public static final int STEPS_PER_DEVIATION = 32;

  private static final int FRACTION_BITS = 16;
  private static final int MAX_STEP = 127;

  private final NormalizerOptions options;
  final int[] floor;
  final int[] learned;
  final long[] sum;
  final long[] deviationSum;
  final long[] mean;
  final long[] deviation;
  private boolean isFrozen;

  /**
   * A normaliser that has seen nothing.
   *
   * @param floors least deviation of each feature, in units of the feature, at least 1; copied
   */
  public Normalizer(NormalizerOptions options, int... floors) {
    for (int value : floors) {
      if (value < 1) {
        throw new IllegalArgumentException("floor must be at least 1: " + value);
      }
    }
    this.options = options;
    this.floor = floors.clone();
    this.learned = new int[floors.length];
    this.sum = new long[floors.length];
    this.deviationSum = new long[floors.length];
    this.mean = new long[floors.length];
    this.deviation = new long[floors.length];
  }

  /** Number of features. */
  public int size() {
    return floor.length;
  }

  public NormalizerOptions options() {
    return options;
  }

  /** The feature as int8 in [-127, 127]; 0 before anything was learned of it. */
  public byte apply(int feature, int x) {
    if (learned[feature] == 0) {
      return 0;
    }
    long distance = ((long) x << FRACTION_BITS) - mean[feature];
    long z = Rounded.quotient(distance * STEPS_PER_DEVIATION, divisor(feature));
    return (byte) Math.max(-MAX_STEP, Math.min(MAX_STEP, z));
  }

  /** Lets the statistics follow the feature; does nothing while frozen. */
  public void learn(int feature, int x) {
    if (isFrozen) {
      return;
    }
    long distance = ((long) x << FRACTION_BITS) - mean[feature];
    int before = learned[feature];
    if (before < options.warmUp()) {
      warmUp(feature, x, Math.abs(distance), before);
    } else {
      if (options.isCentered()) {
        mean[feature] += part(distance);
      }
      deviation[feature] += part(Math.abs(distance) - deviation[feature]);
    }
  }

  private void warmUp(int feature, int x, long distance, int before) {
    int count = options.isCentered() ? before : before + 1;
    if (count > 0) {
      deviationSum[feature] += distance;
      deviation[feature] = Rounded.quotient(deviationSum[feature], count);
    }
    if (options.isCentered()) {
      sum[feature] += x;
      mean[feature] = Rounded.quotient(sum[feature] << FRACTION_BITS, before + 1L);
    }
    learned[feature] = before + 1;
  }

  /** Stops learning until {@link #thaw}. */
  public void freeze() {
    isFrozen = true;
  }

  /** Goes on learning. */
  public void thaw() {
    isFrozen = false;
  }

  public boolean isFrozen() {
    return isFrozen;
  }

  /** True when the warm-up of a feature is over. */
  public boolean isWarm(int feature) {
    return learned[feature] == options.warmUp();
  }

  /** The feature that {@link #apply} brings to {@code z}, rounded to its unit. */
  public long invert(int feature, int z) {
    long offset = Rounded.quotient(z * divisor(feature), STEPS_PER_DEVIATION);
    return Rounding.NEAREST.shiftRight(mean[feature] + offset, FRACTION_BITS, 0);
  }

  /** What {@code z} steps of int8 are in units of the feature, rounded to nearest. */
  public long difference(int feature, int z) {
    return Rounded.quotient(z * divisor(feature), (long) STEPS_PER_DEVIATION << FRACTION_BITS);
  }

  /** Size of one int8 step in units of the feature, times 2^16, rounded to nearest. */
  public long stepQ16(int feature) {
    return Rounded.quotient(divisor(feature), STEPS_PER_DEVIATION);
  }

  /** Running mean in units of the feature, times 2^16. */
  public long meanQ16(int feature) {
    return mean[feature];
  }

  /** Running mean absolute deviation in units of the feature, times 2^16, without the floor. */
  public long deviationQ16(int feature) {
    return deviation[feature];
  }

  /** All that decides the next result, with a version and a checksum. */
  public byte[] snapshot() {
    return NormalizerCodec.encode(this);
  }

  /**
   * Takes over the state of a normaliser of the same options and floors; from then on both give the
   * same bits.
   *
   * @throws MalformedSnapshotException when the bytes are none; nothing has changed then
   */
  public void restore(byte[] snapshot) throws MalformedSnapshotException {
    Normalizer other = NormalizerCodec.decode(snapshot, options, floor);
    System.arraycopy(other.learned, 0, learned, 0, size());
    System.arraycopy(other.sum, 0, sum, 0, size());
    System.arraycopy(other.deviationSum, 0, deviationSum, 0, size());
    System.arraycopy(other.mean, 0, mean, 0, size());
    System.arraycopy(other.deviation, 0, deviation, 0, size());
    isFrozen = other.isFrozen;
  }

  private long divisor(int feature) {
    return Math.max(deviation[feature], (long) floor[feature] << FRACTION_BITS);
  }

  private long part(long value) {
    return Rounding.NEAREST.shiftRight(value, options.rateShift(), 0);
  }

  @Override
  public String toString() {
    return "Normalizer[mean="
        + Arrays.toString(mean)
        + ", deviation="
        + Arrays.toString(deviation)
        + "]";
  }
}
