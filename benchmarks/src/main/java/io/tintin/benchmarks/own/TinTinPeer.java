package io.tintin.benchmarks.own;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import io.tintin.core.model.Model;
import io.tintin.core.train.Trainer;
import io.tintin.core.train.TrainerConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The integer trainer by its public interface; examples are added one by one in each step. */
public final class TinTinPeer implements Stepper {
  private final Trainer trainer;
  private final Digits digits;
  private int next;

  private TinTinPeer(PeerOptions options, Digits digits) {
    Model model = Models.initial(options.net());
    TrainerConfig config = Models.config(options.batch());
    int threads = Math.min(options.threads(), options.batch());
    this.trainer =
        threads > 1
            ? new Trainer(model, config, threads, daemons(threads - 1))
            : new Trainer(model, config);
    this.digits = digits;
  }

  private static ExecutorService daemons(int count) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Trains until it is told to quit. */
  public static void main(String[] words) throws IOException {
    PeerOptions options = PeerOptions.of(words);
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new TinTinPeer(options, digits), digits.remark());
  }

  @Override
  public void prepare() {
    for (int e = 0; e < Digits.COUNT; e++) {
      digits.int8(e);
    }
  }

  @Override
  public void step() {
    while (!trainer.isFull()) {
      trainer.add(digits.int8(next), digits.label(next));
      next = (next + 1) % Digits.COUNT;
    }
    trainer.step();
  }

  @Override
  public String hash() {
    return trainer.model().id().toString();
  }
}
