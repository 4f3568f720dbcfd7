package io.tintin.benchmarks.rival;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.optimizer.Sgd;
import ai.djl.training.tracker.Tracker;
import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import java.io.IOException;
import java.util.List;

/**
 * DJL with PyTorch, in float32: descent with biases, and with momentum unless {@code --momentum 0}.
 * Each step has a manager of its own, as leaving arrays to the collector is several times slower.
 */
public final class DjlPeer implements Stepper {
  private static final float RATE = 0.03f;

  private final Trainer trainer;
  private final NDManager manager;
  private final Shape inputShape;
  private final Digits digits;
  private final float[][] batches;
  private final float[][] labels;
  private int next;

  private DjlPeer(PeerOptions options, Digits digits) {
    Net net = options.net();
    int batch = options.batch();
    boolean isImage = net.isConvolutional();
    this.inputShape =
        isImage ? new Shape(batch, 1, Net.SIDE, Net.SIDE) : new Shape(batch, Net.PIXELS);
    this.digits = digits;
    this.batches = new float[Digits.COUNT / batch][];
    this.labels = new float[batches.length][batch];
    Model model = Model.newInstance(net.word());
    model.setBlock(block(net));
    Sgd.Builder sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(RATE));
    float momentum = Float.parseFloat(options.own("momentum", "0.9"));
    if (momentum > 0) {
      sgd.optMomentum(momentum);
    }
    this.trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(sgd.build()));
    trainer.initialize(inputShape);
    this.manager = trainer.getManager();
  }

  /** Trains until it is told to quit. */
  public static void main(String[] words) throws IOException {
    PeerOptions options = PeerOptions.of(words);
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(options.threads()));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new DjlPeer(options, digits), digits.remark() + " engine=" + version());
  }

  private static String version() {
    Engine engine = Engine.getInstance();
    return engine.getEngineName() + "-" + engine.getVersion();
  }

  private static SequentialBlock block(Net net) {
    SequentialBlock block = new SequentialBlock();
    for (int channels : net.channels()) {
      block
          .add(
              Conv2d.builder()
                  .setKernelShape(new Shape(Net.KERNEL, Net.KERNEL))
                  .setFilters(channels)
                  .build())
          .add(Activation::relu)
          .add(Pool.maxPool2dBlock(new Shape(Net.POOL, Net.POOL), new Shape(Net.POOL, Net.POOL)));
    }
    if (net.isConvolutional()) {
      block.add(Blocks.batchFlattenBlock());
    }
    List<Integer> widths = net.widths();
    for (int d = 1; d < widths.size(); d++) {
      block.add(Linear.builder().setUnits(widths.get(d)).build());
      if (d + 1 < widths.size()) {
        block.add(Activation::relu);
      }
    }
    return block;
  }

  /** Makes the arrays of a batch when it comes first. */
  private void load(int number) {
    if (batches[number] == null) {
      int batch = labels[number].length;
      batches[number] = digits.float32(number * batch, batch);
      for (int i = 0; i < batch; i++) {
        labels[number][i] = digits.label(number * batch + i);
      }
    }
  }

  @Override
  public void prepare() {
    for (int b = 0; b < batches.length; b++) {
      load(b);
    }
  }

  @Override
  public void step() {
    load(next);
    try (NDManager own = manager.newSubManager()) {
      NDArray features = own.create(batches[next], inputShape);
      NDArray targets = own.create(labels[next]);
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(features));
        NDArray loss = trainer.getLoss().evaluate(new NDList(targets), outputs);
        collector.backward(loss);
      }
      trainer.step();
    }
    next = (next + 1) % batches.length;
  }
}
