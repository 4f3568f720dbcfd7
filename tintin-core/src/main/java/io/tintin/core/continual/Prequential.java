package io.tintin.core.continual;

import java.math.BigInteger;

/**
 * Scores of a classifier that is tested on each example before it trains on it, in integers.
 *
 * <p>All ratios are in permille, rounded to nearest, and 0 where they are not defined.
 *
 * <p>Source: Gama et al. 2013, "On evaluating stream learning algorithms".
 */
public final class Prequential {
  /** Most classes; beyond it the table of counts is no array. */
  public static final int MAX_CLASSES = 46_340;

  /** So many that the bits which fading drops, 15 at most, never show in permille. */
  private static final int FADING_BITS = 40;

  private final int classes;
  private final int fadingShift;

  /** {@code [actual][predicted]}. */
  private final long[] counts;

  private long fadingHits;

  /**
   * No scores yet.
   *
   * @param classes in [2, {@link #MAX_CLASSES}]; memory grows with their square
   * @param fadingShift the fading accuracy forgets by a factor {@code 1 - 2^-fadingShift} at each
   *     score, in [1, 15]
   */
  public Prequential(int classes, int fadingShift) {
    if (classes < 2 || classes > MAX_CLASSES) {
      throw new IllegalArgumentException("classes must be in [2, " + MAX_CLASSES + "]: " + classes);
    }
    if (fadingShift < 1 || fadingShift > 15) {
      throw new IllegalArgumentException("fadingShift must be in [1, 15]: " + fadingShift);
    }
    this.classes = classes;
    this.fadingShift = fadingShift;
    this.counts = new long[classes * classes];
  }

  /**
   * Takes the outcome of one prediction. Allocates nothing.
   *
   * @throws IllegalArgumentException if a label is not in [0, classes)
   */
  public void score(int predicted, int actual) {
    counts[index(actual, predicted)]++;
    long hit = predicted == actual ? 1L << FADING_BITS : 0;
    fadingHits += (hit - fadingHits) >> fadingShift;
  }

  /**
   * How often the actual class was predicted as the other.
   *
   * @throws IllegalArgumentException if a label is not in [0, classes), as for all methods that
   *     take one
   */
  public long count(int actual, int predicted) {
    return counts[index(actual, predicted)];
  }

  private int index(int actual, int predicted) {
    return checkLabel("actual", actual) * classes + checkLabel("predicted", predicted);
  }

  private int checkLabel(String name, int label) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          name + " label must be in [0, " + (classes - 1) + "]: " + label);
    }
    return label;
  }

  /** Predictions scored. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** Share of all predictions that were right. */
  public int accuracyPermille() {
    return permille(hits(), total());
  }

  /** Accuracy in which old predictions fade; starts at 0. */
  public int fadingAccuracyPermille() {
    return permille(fadingHits, 1L << FADING_BITS);
  }

  /** Share of the predictions of this class that were right. */
  public int precisionPermille(int label) {
    return permille(count(label, label), predictedCount(label));
  }

  /** Share of the examples of this class that were found. */
  public int recallPermille(int label) {
    return permille(count(label, label), actualCount(label));
  }

  /** Harmonic mean of precision and recall of this class. */
  public int f1Permille(int label) {
    return permille(2 * count(label, label), predictedCount(label) + actualCount(label));
  }

  /** Cohen's kappa: accuracy beyond that of chance, which may be negative. */
  public int kappaPermille() {
    BigInteger total = BigInteger.valueOf(total());
    BigInteger chance = BigInteger.ZERO;
    for (int label = 0; label < classes; label++) {
      BigInteger predicted = BigInteger.valueOf(predictedCount(label));
      chance = chance.add(predicted.multiply(BigInteger.valueOf(actualCount(label))));
    }
    BigInteger hits = BigInteger.valueOf(hits()).multiply(total);
    return permille(hits.subtract(chance), total.multiply(total).subtract(chance));
  }

  private long hits() {
    long hits = 0;
    for (int label = 0; label < classes; label++) {
      hits += count(label, label);
    }
    return hits;
  }

  private long predictedCount(int label) {
    long sum = 0;
    for (int actual = 0; actual < classes; actual++) {
      sum += count(actual, label);
    }
    return sum;
  }

  private long actualCount(int label) {
    long sum = 0;
    for (int predicted = 0; predicted < classes; predicted++) {
      sum += count(label, predicted);
    }
    return sum;
  }

  /** {@code 1000 part / whole}, to nearest, ties up; 0 if the whole is 0. */
  private static int permille(long part, long whole) {
    return permille(BigInteger.valueOf(part), BigInteger.valueOf(whole));
  }

  private static int permille(BigInteger part, BigInteger whole) {
    if (whole.signum() == 0) {
      return 0;
    }
    BigInteger doubled = whole.shiftLeft(1);
    BigInteger dividend = part.multiply(BigInteger.valueOf(2000)).add(whole);
    return dividend.subtract(dividend.mod(doubled)).divide(doubled).intValueExact();
  }
}
