package io.tintin.benchmarks.result;

import io.tintin.benchmarks.peer.Net;

/**
 * What several peers do side by side.
 *
 * @param batch examples of a step
 * @param isBusy whether another process keeps a processor busy meanwhile
 */
public record Cell(Task task, Net net, int batch, boolean isBusy) {
  /** What a step is. */
  public enum Task {
    TRAIN,
    PREDICT
  }

  /** For people, without a comma. */
  public String title() {
    String what = task == Task.TRAIN ? "train" : "predict";
    return what + " " + net.word() + " batch " + batch + (isBusy ? " beside a busy neighbour" : "");
  }
}
