package io.tintin.cli.data;

import io.tintin.core.random.RandomSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * Examples by what they are for.
 *
 * @param training at least one
 * @param validation held out of the training file, if asked for
 * @param test never seen before the end
 */
public record Parts(RawDataset training, Optional<RawDataset> validation, RawDataset test) {
  /** Of so many examples of a file without a test set one is held out for it. */
  public static final int TEST_SHARE = 5;

  /**
   * Divides examples, drawn by the source: those held out as the test set if there is none, those
   * for validation, and those to train on.
   *
   * @param validate number of examples held out for validation
   * @param limit most examples to train on, 0 for all
   * @throws IllegalArgumentException if none are left to train on
   */
  public static Parts of(Loaded loaded, int validate, int limit, RandomSource source) {
    RawDataset all = loaded.training();
    int[] order = Shuffle.of(all.count(), source);
    int held = loaded.test().isPresent() ? 0 : all.count() / TEST_SHARE;
    if (loaded.test().isEmpty() && held == 0) {
      throw new IllegalArgumentException(
          "examples must be at least " + TEST_SHARE + ", to hold out a test set: " + all.count());
    }
    int left = all.count() - held;
    if (validate < 0 || validate >= left) {
      throw new IllegalArgumentException(
          "examples for validation must be in [0, " + (left - 1) + "]: " + validate);
    }
    int most = limit == 0 ? left - validate : Math.min(limit, left - validate);
    RawDataset test = loaded.test().orElseGet(() -> part(all, order, 0, held));
    RawDataset validation = part(all, order, held, validate);
    return new Parts(
        part(all, order, held + validate, most),
        validate == 0 ? Optional.empty() : Optional.of(validation),
        test);
  }

  /** In the order of the file. */
  private static RawDataset part(RawDataset all, int[] order, int from, int count) {
    int[] chosen = Arrays.copyOfRange(order, from, from + count);
    Arrays.sort(chosen);
    return all.select(chosen);
  }
}
