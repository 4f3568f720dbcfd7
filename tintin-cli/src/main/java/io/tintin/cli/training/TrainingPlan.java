package io.tintin.cli.training;

import io.tintin.cli.data.DataSource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that decides the bits of a trained model, besides the data's content and the architecture.
 *
 * @param net as the user gave it; what it meant is in the model
 * @param rule name of a {@link TrainingRule}
 * @param settings of that rule, settled
 * @param batchSize examples of a step, at least 1
 * @param epochs passes over the training examples, at least 1
 * @param limit most examples to train on, 0 for all
 * @param validate examples held out for validation
 * @param from id of the model whose weights the run begins with; empty if they are drawn
 */
public record TrainingPlan(
    DataSource source,
    String net,
    String rule,
    Map<String, String> settings,
    int batchSize,
    int epochs,
    long seed,
    int limit,
    int validate,
    String from) {
  public TrainingPlan {
    SortedMap<String, String> sorted = new TreeMap<>(settings);
    settings = Collections.unmodifiableSortedMap(sorted);
    atLeast("batch", 1, batchSize);
    atLeast("epochs", 1, epochs);
    atLeast("limit", 0, limit);
    atLeast("validate", 0, validate);
    if (!from.isEmpty() && !from.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("from must be 64 hex digits: " + from);
    }
  }

  private static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }

  /** This plan with other settings. */
  public TrainingPlan withSettings(Map<String, String> other) {
    return new TrainingPlan(
        source, net, rule, other, batchSize, epochs, seed, limit, validate, from);
  }

  /** This plan with examples from elsewhere. */
  public TrainingPlan withSource(DataSource other) {
    return new TrainingPlan(
        other, net, rule, settings, batchSize, epochs, seed, limit, validate, from);
  }
}
