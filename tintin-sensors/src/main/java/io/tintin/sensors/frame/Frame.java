package io.tintin.sensors.frame;

import io.tintin.sensors.quality.Quality;
import java.util.Arrays;

/**
 * The int8 features of one window over all channels, with what is known of their worth. Immutable.
 */
public final class Frame {
  /** Most features of a frame: one bit of the mask for each. */
  public static final int MAX_FEATURES = 64;

  private final long sequence;
  private final long fromNanos;
  private final long toNanos;
  private final int clockEpoch;
  private final byte[] features;
  private final int[] raw;
  private final long mask;
  private final int coveragePermille;
  private final int quality;

  /**
   * Copies the arrays.
   *
   * @param sequence number of the frame in its pipeline, from 0
   * @param fromNanos start of the window, not in it
   * @param toNanos end of the window, in it
   * @param clockEpoch how often event time had begun anew
   * @param features int8 in [-127, 127]; 0 where the mask has no bit
   * @param raw the same features before they were normalised; 0 where the mask has no bit
   * @param mask bit {@code i} is set when feature {@code i} is present
   * @param coveragePermille usable samples of the window against those expected, in [0, 1000]
   * @param quality flags of all samples in the window
   */
  public Frame(
      long sequence,
      long fromNanos,
      long toNanos,
      int clockEpoch,
      byte[] features,
      int[] raw,
      long mask,
      int coveragePermille,
      int quality) {
    if (features.length > MAX_FEATURES) {
      throw new IllegalArgumentException(
          "feature count must be at most " + MAX_FEATURES + ": " + features.length);
    }
    if (raw.length != features.length) {
      throw new IllegalArgumentException("raw size must be " + features.length + ": " + raw.length);
    }
    this.sequence = sequence;
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
    this.clockEpoch = clockEpoch;
    this.features = features.clone();
    this.raw = raw.clone();
    this.mask = mask;
    this.coveragePermille = coveragePermille;
    this.quality = quality;
  }

  public long sequence() {
    return sequence;
  }

  /** Start of the window in nanoseconds since 1970; a sample of this time is not in it. */
  public long fromNanos() {
    return fromNanos;
  }

  /** End of the window in nanoseconds since 1970; a sample of this time is in it. */
  public long toNanos() {
    return toNanos;
  }

  /** How often event time had begun anew; times of different epochs must not be compared. */
  public int clockEpoch() {
    return clockEpoch;
  }

  /** Number of features. */
  public int size() {
    return features.length;
  }

  /** A normalised feature in [-127, 127]; 0 when it is not present. */
  public byte feature(int index) {
    return features[index];
  }

  /** The feature before it was normalised; 0 when it is not present. */
  public int raw(int index) {
    return raw[index];
  }

  /** True when the samples of the window could tell this feature. */
  public boolean isPresent(int index) {
    return (mask & 1L << index) != 0;
  }

  /** Bit {@code i} is set when feature {@code i} is present. */
  public long mask() {
    return mask;
  }

  /** Usable samples against those expected, of the channel that is covered least, in [0, 1000]. */
  public int coveragePermille() {
    return coveragePermille;
  }

  /** Flags of {@link Quality} of all samples in the window, and {@link Quality#WARMUP}. */
  public int quality() {
    return quality;
  }

  /** Copies the normalised features to {@code target[at]} and on. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(features, 0, target, at, features.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame that
        && sequence == that.sequence
        && fromNanos == that.fromNanos
        && toNanos == that.toNanos
        && clockEpoch == that.clockEpoch
        && mask == that.mask
        && coveragePermille == that.coveragePermille
        && quality == that.quality
        && Arrays.equals(features, that.features)
        && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(sequence) + Arrays.hashCode(features);
  }

  /** All of it on one line. */
  @Override
  public String toString() {
    return "Frame["
        + sequence
        + " ("
        + fromNanos
        + ", "
        + toNanos
        + "] epoch="
        + clockEpoch
        + " coverage="
        + coveragePermille
        + " quality="
        + Quality.describe(quality)
        + " mask="
        + Long.toHexString(mask)
        + " raw="
        + Arrays.toString(raw)
        + " features="
        + Arrays.toString(features)
        + "]";
  }
}
