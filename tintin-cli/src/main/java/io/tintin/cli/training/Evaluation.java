package io.tintin.cli.training;

/**
 * How well a model does on examples.
 *
 * @param count examples, at least 1
 * @param hits of them given their own label
 * @param loss cross-entropy of an example, mean, in nats
 */
public record Evaluation(int count, int hits, double loss) {
  /** Share of hits. */
  public double accuracy() {
    return (double) hits / count;
  }
}
