package io.tintin.core.continual;

/**
 * Absolute errors of forecasts that are scored before the model trains on them, beside those of
 * persistence, the forecast that nothing changes.
 */
public final class PrequentialError {
  private long count;
  private long sum;
  private long persistenceSum;

  /** No scores yet. */
  public PrequentialError() {}

  /**
   * Takes the outcome of one forecast, all in the same unit.
   *
   * @param last value known when the forecast was made
   */
  public void score(long forecast, long last, long actual) {
    sum = Math.addExact(sum, Math.absExact(Math.subtractExact(forecast, actual)));
    persistenceSum = Math.addExact(persistenceSum, Math.absExact(Math.subtractExact(last, actual)));
    count++;
  }

  /** Forecasts scored. */
  public long count() {
    return count;
  }

  /** Mean absolute error in thousandths of the unit, rounded down; 0 without forecasts. */
  public long meanAbsoluteErrorMilli() {
    return count == 0 ? 0 : Math.multiplyExact(sum, 1000L) / count;
  }

  /** The same of persistence. */
  public long persistenceErrorMilli() {
    return count == 0 ? 0 : Math.multiplyExact(persistenceSum, 1000L) / count;
  }
}
