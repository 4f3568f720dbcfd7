package io.tintin.benchmarks.rival;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.benchmarks.peer.PeerLoop;
import io.tintin.benchmarks.peer.PeerOptions;
import io.tintin.benchmarks.peer.Stepper;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * DL4J on nd4j-native, in float32: descent with biases, and with momentum unless {@code --momentum
 * 0}. The arrays of a batch are made when it comes first. Threads are those of {@code
 * OMP_NUM_THREADS} in its environment.
 */
public final class Dl4jPeer implements Stepper {
  private static final double RATE = 0.03;

  private final MultiLayerNetwork network;
  private final Net net;
  private final int batch;
  private final Digits digits;
  private final DataSet[] batches;
  private int next;

  private Dl4jPeer(PeerOptions options, Digits digits) {
    Net net = options.net();
    this.net = net;
    this.batch = options.batch();
    this.digits = digits;
    this.batches = new DataSet[Digits.COUNT / batch];
    double momentum = Double.parseDouble(options.own("momentum", "0.9"));
    this.network =
        new MultiLayerNetwork(
            configuration(net, momentum > 0 ? new Nesterovs(RATE, momentum) : new Sgd(RATE)));
    network.init();
  }

  /** Trains until it is told to quit. */
  public static void main(String[] words) throws IOException {
    PeerOptions options = PeerOptions.of(words);
    Digits digits = Digits.load(options.data());
    PeerLoop.serve(new Dl4jPeer(options, digits), digits.remark());
  }

  private static long[] shape(Net net, int batch) {
    return net.isConvolutional()
        ? new long[] {batch, 1, Net.SIDE, Net.SIDE}
        : new long[] {batch, Net.PIXELS};
  }

  private static MultiLayerConfiguration configuration(Net net, IUpdater updater) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(updater)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .list();
    for (int channels : net.channels()) {
      layers.layer(
          new ConvolutionLayer.Builder(Net.KERNEL, Net.KERNEL)
              .nOut(channels)
              .activation(Activation.RELU)
              .build());
      layers.layer(
          new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
              .kernelSize(Net.POOL, Net.POOL)
              .stride(Net.POOL, Net.POOL)
              .build());
    }
    List<Integer> widths = net.widths();
    for (int d = 1; d + 1 < widths.size(); d++) {
      layers.layer(
          new DenseLayer.Builder().nOut(widths.get(d)).activation(Activation.RELU).build());
    }
    layers.layer(
        new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
            .nOut(Net.CLASSES)
            .activation(Activation.SOFTMAX)
            .build());
    return layers
        .setInputType(
            net.isConvolutional()
                ? InputType.convolutional(Net.SIDE, Net.SIDE, 1)
                : InputType.feedForward(Net.PIXELS))
        .build();
  }

  @Override
  public void step() {
    network.fit(batch(next));
    next = (next + 1) % batches.length;
  }

  @Override
  public void prepare() {
    for (int b = 0; b < batches.length; b++) {
      batch(b);
    }
  }

  private DataSet batch(int number) {
    if (batches[number] == null) {
      batches[number] = load(number * batch);
    }
    return batches[number];
  }

  private DataSet load(int first) {
    INDArray features = Nd4j.createFromArray(digits.float32(first, batch));
    INDArray labels = Nd4j.zeros(batch, Net.CLASSES);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, digits.label(first + i), 1);
    }
    return new DataSet(features.reshape(shape(net, batch)), labels);
  }
}
