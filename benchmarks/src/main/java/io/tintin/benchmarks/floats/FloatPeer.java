package io.tintin.benchmarks.floats;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import java.io.IOException;

/** A float32 trainer as a process, on one thread: {@code --kernels plain} or {@code vector}. */
public final class FloatPeer implements Stepper {
  private final FloatNet net;
  private final Digits digits;
  private final float[][] batch;
  private final int[] batchLabels;
  private int next;

  private FloatPeer(PeerOptions options, Digits digits) {
    this.net = new FloatNet(options.net(), options.batch(), kernels(options));
    this.digits = digits;
    this.batch = new float[options.batch()][];
    this.batchLabels = new int[options.batch()];
  }

  private static FloatKernels kernels(PeerOptions options) {
    return options.own("kernels", "plain").equals("vector")
        ? FloatKernels.vector(options.batch())
        : FloatKernels.PLAIN;
  }

  /** Trains until it is told to quit. */
  public static void main(String[] words) throws IOException {
    PeerOptions options = PeerOptions.of(words);
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new FloatPeer(options, digits), digits.remark());
  }

  @Override
  public void prepare() {
    for (int e = 0; e < Digits.COUNT; e++) {
      digits.float32(e);
    }
  }

  @Override
  public void step() {
    for (int b = 0; b < batch.length; b++) {
      batch[b] = digits.float32(next);
      batchLabels[b] = digits.label(next);
      next = (next + 1) % Digits.COUNT;
    }
    net.step(batch, batchLabels);
  }
}
