package io.tintin.benchmarks.own;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import io.tintin.core.train.Predictor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs the frozen model of a net by the predictor, on one thread. */
public final class PredictorPeer implements Stepper {
  private final Predictor predictor;
  private final Digits digits;
  private final List<byte[]> batch = new ArrayList<>();
  private final int batchSize;
  private int next;

  /** Labels add up here, so that nothing is left out. */
  private long labels;

  private PredictorPeer(PeerOptions options, Digits digits) {
    this.batchSize = options.batch();
    this.digits = digits;
    this.predictor = new Predictor(Models.frozen(options.net(), digits), batchSize);
  }

  /** Predicts until it is told to quit. */
  public static void main(String[] words) throws IOException {
    PeerOptions options = PeerOptions.of(words);
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new PredictorPeer(options, digits), digits.remark());
  }

  @Override
  public void prepare() {
    for (int e = 0; e < Digits.COUNT; e++) {
      digits.int8(e);
    }
  }

  @Override
  public void step() {
    batch.clear();
    for (int b = 0; b < batchSize; b++) {
      batch.add(digits.int8(next));
      next = (next + 1) % Digits.COUNT;
    }
    predictor.run(batch);
    for (int b = 0; b < batchSize; b++) {
      labels += predictor.label(b);
    }
  }

  @Override
  public String hash() {
    return Long.toString(labels);
  }
}
