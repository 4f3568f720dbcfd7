package io.tintin.core.continual;

/**
 * Absolute errors of forecasts that are scored before the model trains on them, beside those of
 * persistence, the forecast that nothing changes. In integers and exact; allocates nothing.
 *
 * <p>Source: Gama et al. 2013, "On evaluating stream learning algorithms", for the order of test
 * and training; Hyndman and Koehler 2006 for persistence as the measure of an absolute error.
 */
public final class PrequentialError {
  /** Largest error of a forecast: in thousandths of the unit it still is a {@code long}. */
  public static final long MAX_ERROR = Long.MAX_VALUE / 1000; // 9,223,372,036,854,775

  private long count;
  private long sum;
  private long persistenceSum;

  /** No scores yet. */
  public PrequentialError() {}

  /**
   * Takes the outcome of one forecast, all in the same unit.
   *
   * @param last value known when the forecast was made
   * @throws IllegalArgumentException if the forecast or the last value is further than {@link
   *     #MAX_ERROR} from the actual one; then nothing changes
   * @throws IllegalStateException if a sum of errors would leave a {@code long}, which takes a
   *     thousand of the largest; then nothing changes
   */
  public void score(long forecast, long last, long actual) {
    long newSum = plus(sum, distance("forecast", forecast, actual));
    long newPersistenceSum = plus(persistenceSum, distance("last", last, actual));
    sum = newSum;
    persistenceSum = newPersistenceSum;
    count++;
  }

  private static long distance(String name, long value, long actual) {
    long difference = value - actual;
    boolean wraps = ((value ^ actual) & (value ^ difference)) < 0;
    long distance = Math.abs(difference);
    if (wraps || distance < 0 || distance > MAX_ERROR) {
      throw new IllegalArgumentException(
          name + " must be at most " + MAX_ERROR + " from the actual " + actual + ": " + value);
    }
    return distance;
  }

  private static long plus(long sum, long error) {
    if (error > Long.MAX_VALUE - sum) {
      throw new IllegalStateException(
          "sum of errors must be at most " + Long.MAX_VALUE + ": " + sum + " + " + error);
    }
    return sum + error;
  }

  /** Forecasts scored. */
  public long count() {
    return count;
  }

  /** Mean absolute error in thousandths of the unit, rounded down; 0 without forecasts. */
  public long meanAbsoluteErrorMilli() {
    return milli(sum);
  }

  /** Mean absolute error of persistence, in the same unit and rounding. */
  public long persistenceErrorMilli() {
    return milli(persistenceSum);
  }

  /**
   * {@code floor(1000 total / count)}. As no error is above {@link #MAX_ERROR}, the quotient is not
   * either, and the rest is below the count, which no device brings near 2^53.
   */
  private long milli(long total) {
    return count == 0 ? 0 : total / count * 1000 + total % count * 1000 / count;
  }
}
