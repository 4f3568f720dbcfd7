package io.tintin.cli.floating;

/**
 * Runs a float32 net on one batch after the other; sees every later step of its trainer. Before the
 * first {@link #run} there are no outputs, and a step makes those of the last run void.
 */
public final class FloatPredictor {
  private final FloatGraph graph;
  private final FloatExamples pending;
  private int batch;

  FloatPredictor(FloatGraph graph, FloatExamples pending) {
    this.graph = graph;
    this.pending = pending;
  }

  /** Whether a run has to come before the next example. */
  public boolean isFull() {
    return pending.isFull();
  }

  /**
   * Adds an example to the next run.
   *
   * @param features int8, as many as the model has inputs, row-major; copied
   * @throws IllegalStateException if the batch is full
   */
  public void add(byte[] features) {
    pending.add(features);
  }

  /**
   * Computes the outputs of the examples added since the last run.
   *
   * @return how many there were; they count from 0 in the order in which they were added
   */
  public int run() {
    batch = pending.count();
    pending.moveTo(graph.input());
    graph.forward(batch);
    return batch;
  }

  /** The index of an example's largest output, the first one of equals. */
  public int label(int example) {
    int best = 0;
    for (int o = 1; o < graph.output().shape.size(); o++) {
      if (output(example, o) > output(example, best)) {
        best = o;
      }
    }
    return best;
  }

  /**
   * One output of one example of the last run.
   *
   * @throws IllegalArgumentException if the last run had no such example
   */
  public float output(int example, int output) {
    if (example < 0 || example >= batch) {
      throw new IllegalArgumentException("example must be in [0, " + batch + "): " + example);
    }
    return graph.output().get(output, example, batch);
  }
}
