package io.tintin.cli.floating;

import io.tintin.cli.real.RealStep;
import io.tintin.core.loss.Loss;
import io.tintin.core.model.Model;
import io.tintin.core.model.Node;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The oracle: a net in double, written down from the formulas, with gradients by central
 * differences. Images and sequences have their channels first.
 */
final class NaiveNet {
  private static final double EPSILON = 1e-5;

  private final Model model;
  private final List<Shape> shapes;
  private final Loss loss;
  private final double inputStep;
  private final RandomSource firstStep;
  final List<double[]> parameters = new ArrayList<>();

  /** The net in the first step of a trainer with this seed. */
  NaiveNet(Model model, Loss loss, double inputStep, long seed) {
    this.model = model;
    this.shapes = model.spec().shapes();
    this.loss = loss;
    this.inputStep = inputStep;
    this.firstStep = new RandomSource(seed).stream(0).stream(0);
    for (Int8Tensor tensor : model.parameters()) {
      double[] values = new double[tensor.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.get(i) * RealStep.of(tensor.scale());
      }
      parameters.add(values);
    }
  }

  /** The mean loss of a batch that trains. */
  double loss(List<Example> batch) {
    List<double[]> outputs = run(batch.stream().map(Example::features).toList(), true);
    double sum = 0;
    for (int e = 0; e < batch.size(); e++) {
      sum += NaiveLosses.loss(loss, outputs.get(e), batch.get(e).targets());
    }
    return sum / batch.size();
  }

  /** Its derivatives by all parameters. */
  List<double[]> gradients(List<Example> batch) {
    List<double[]> gradients = new ArrayList<>();
    for (double[] values : parameters) {
      double[] gradient = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        values[i] = value + EPSILON;
        double above = loss(batch);
        values[i] = value - EPSILON;
        gradient[i] = (above - loss(batch)) / (2 * EPSILON);
        values[i] = value;
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  /** What it predicts. */
  double[] output(byte[] features) {
    return run(List.of(features), false).get(0);
  }

  private List<double[]> run(List<byte[]> batch, boolean trains) {
    List<List<double[]>> values = new ArrayList<>();
    values.add(batch.stream().map(this::input).toList());
    Iterator<double[]> remaining = parameters.iterator();
    for (int n = 0; n < model.spec().nodes().size(); n++) {
      Node node = model.spec().nodes().get(n);
      List<List<double[]>> inputs = node.inputs().stream().map(values::get).toList();
      RandomSource draws = firstStep.stream(~n);
      NaiveLayers layers =
          new NaiveLayers(
              inputs,
              shapes.get(node.inputs().get(0)),
              shapes.get(n + 1),
              node.layer().parameterShapes().stream().map(s -> remaining.next()).toList(),
              trains,
              draws::bits);
      values.add(layers.outputs(node.layer()));
    }
    return values.get(values.size() - 1);
  }

  private double[] input(byte[] features) {
    int channels = shapes.get(0).channels();
    int pixels = features.length / channels;
    double[] input = new double[features.length];
    for (int i = 0; i < input.length; i++) {
      input[i % channels * pixels + i / channels] = features[i] * inputStep;
    }
    return input;
  }

  /** Features and targets of one example. */
  record Example(byte[] features, int[] targets) {}
}
