package io.tintin.cli.onnx;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.Map;

/** Architectures with the layers that are neither dense nor convolutions of images. */
final class Graphs {
  private Graphs() {}

  static void addTo(Map<String, ModelSpec> specs) {
    specs.put("tanh alone", ModelSpec.of(Shape.of(9), new Tanh()));
    specs.put("leaky relu alone", ModelSpec.of(Shape.of(9), new LeakyRelu(2)));
    specs.put("dropout alone", ModelSpec.of(Shape.of(9), new Dropout(Dropout.Rate.FIFTH)));
    specs.put(
        "squashed",
        ModelSpec.of(
            Shape.of(11),
            new Dense(11, 20),
            new Tanh(),
            new Dropout(Dropout.Rate.HALF),
            new Dense(20, 9),
            new LeakyRelu(3),
            new Dense(9, 4)));
    specs.put("sequence", sequence());
    specs.put("sequence padded", padded());
    specs.put("average pool", average(new AveragePool2d(2)));
    specs.put("average pool 3", average(new AveragePool2d(3, 2)));
    specs.put("average pool 5", average(new AveragePool2d(5, 1)));
    specs.put("sequence pooled", pooled());
    specs.put(
        "sequence pool alone",
        ModelSpec.of(Shape.of(9, 2), new MaxPool1d(3, 2), new Flatten(), new Dense(8, 3)));
    specs.put("mean of input", ModelSpec.of(Shape.of(3, 5, 7), new GlobalAveragePool()));
    specs.put("mean of sequence", ModelSpec.of(Shape.of(6, 5), new GlobalAveragePool()));
    addNorms(specs);
    addBranches(specs);
  }

  private static ModelSpec sequence() {
    return ModelSpec.of(
        Shape.of(30, 4),
        new Conv1d(4, 6, 5, 2, 2, 1, 2, true),
        new Tanh(),
        new Conv1d(6, 8, 3, 1, 0, 2, 1, false),
        new Relu(),
        new GlobalAveragePool(),
        new Dense(8, 3));
  }

  private static ModelSpec padded() {
    return ModelSpec.of(
        Shape.of(5, 3), new Conv1d(3, 6, 4, 3, 6, 3, 3, true), new Flatten(), new Dense(18, 5));
  }

  private static ModelSpec pooled() {
    return ModelSpec.of(
        Shape.of(21, 2),
        new Conv1d(2, 5, 3),
        new MaxPool1d(3, 2),
        new Tanh(),
        new AveragePool1d(3, 1),
        new AveragePool1d(2),
        new Flatten(),
        new Dense(15, 3));
  }

  private static ModelSpec average(AveragePool2d pool) {
    return Models.flat(Shape.of(9, 8, 2), new Conv2d(2, 5, 3), pool, new LeakyRelu(1));
  }

  private static void addNorms(Map<String, ModelSpec> specs) {
    specs.put("norm alone", ModelSpec.of(Shape.of(12), new LayerNorm(12)));
    specs.put("norm of one", ModelSpec.of(Shape.of(1), new LayerNorm(1), new Dense(1, 9)));
    specs.put("norm rank 4", ModelSpec.of(Shape.of(2, 3, 2, 2), new LayerNorm(24), new Flatten()));
    specs.put(
        "norms",
        ModelSpec.of(
            Shape.of(6, 5, 2),
            new LayerNorm(2),
            new Conv2d(2, 7, 3, 3, 1, 1, 1, 1, true),
            new LayerNorm(7),
            new Relu(),
            new GlobalAveragePool(),
            new Dense(7, 10),
            new LayerNorm(10),
            new Dense(10, 4)));
    specs.put(
        "norm of a sequence",
        ModelSpec.of(
            Shape.of(20, 3), new Conv1d(3, 5, 3), new LayerNorm(5), new Flatten(), new Relu()));
  }

  private static void addBranches(Map<String, ModelSpec> specs) {
    specs.put("residual", residual());
    specs.put("inception", inception());
    specs.put("input several times", severalTimes());
    specs.put("sixteen terms", sixteen());
    specs.put("dense branches", denseBranches());
  }

  private static ModelSpec residual() {
    GraphBuilder graph = new GraphBuilder(Shape.of(8, 8, 3));
    int stem = graph.add(new Conv2d(3, 6, 3, 3, 1, 1, 1, 1, true));
    graph.add(new Relu());
    int branch = graph.add(new Conv2d(6, 6, 3, 3, 1, 1, 1, 1, true));
    int first = graph.add(new Add(), stem, branch);
    graph.add(new LeakyRelu(2));
    int second = graph.add(new Conv2d(6, 6, 3, 3, 1, 1, 1, 2, false));
    graph.add(new Add(), second, first, stem);
    graph.add(new GlobalAveragePool());
    graph.add(new Dense(6, 5));
    return graph.build();
  }

  private static ModelSpec inception() {
    GraphBuilder graph = new GraphBuilder(Shape.of(7, 7, 4));
    int stem = graph.add(new Conv2d(4, 5, 1));
    int wide = graph.add(new Conv2d(5, 3, 3, 3, 1, 1, 1, 1, true), stem);
    int pooled = graph.add(new MaxPool2d(1), stem);
    int squashed = graph.add(new Tanh(), stem);
    graph.add(new Concat(), wide, pooled, GraphBuilder.INPUT, squashed);
    graph.add(new AveragePool2d(3));
    graph.add(new Flatten());
    graph.add(new Dense(17 * 4, 6));
    return graph.build();
  }

  private static ModelSpec severalTimes() {
    GraphBuilder graph = new GraphBuilder(Shape.of(9));
    int squashed = graph.add(new Tanh(), GraphBuilder.INPUT);
    int leaky = graph.add(new LeakyRelu(1), GraphBuilder.INPUT);
    int sum = graph.add(new Add(), squashed, leaky, GraphBuilder.INPUT, leaky);
    int dropped = graph.add(new Dropout(Dropout.Rate.HALF), GraphBuilder.INPUT);
    graph.add(new Concat(), GraphBuilder.INPUT, sum, squashed, dropped, squashed);
    return graph.build();
  }

  private static ModelSpec sixteen() {
    GraphBuilder graph = new GraphBuilder(Shape.of(5));
    int[] terms = new int[16];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = i % 5 == 4 ? terms[i - 1] : graph.add(new Dense(5, 7), GraphBuilder.INPUT);
    }
    graph.add(new Add(), terms);
    return graph.build();
  }

  private static ModelSpec denseBranches() {
    GraphBuilder graph = new GraphBuilder(Shape.of(6, 4));
    int sequence = graph.add(new Conv1d(4, 4, 3, 1, 1, 1, 1, true));
    int sum = graph.add(new Add(), sequence, GraphBuilder.INPUT);
    int joined = graph.add(new Concat(), sum, sequence, GraphBuilder.INPUT);
    int mean = graph.add(new GlobalAveragePool(), joined);
    int other = graph.add(new GlobalAveragePool(), sum);
    int join = graph.add(new Concat(), other, mean);
    int left = graph.add(new Dense(16, 6), join);
    int right = graph.add(new Dense(16, 6, false), join);
    graph.add(new Add(), left, right);
    graph.add(new LayerNorm(6));
    return graph.build();
  }
}
