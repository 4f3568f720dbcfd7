package io.tintin.cli.floating;

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
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/** Small nets of three outputs, with every layer in several forms, each behind parameters. */
final class Nets {
  static final int OUTPUTS = 3;

  private static final Shape IMAGE = Shape.of(6, 5, 4);
  private static final Shape SEQUENCE = Shape.of(9, 4);

  private Nets() {}

  static Stream<ModelSpec> everyLayer() {
    return Stream.of(chains(), convolutions(), sequences(), pools(), anyShape(), branches())
        .flatMap(List::stream);
  }

  private static List<ModelSpec> chains() {
    return List.of(
        ModelSpec.of(Shape.of(7), new Dense(7, 3)),
        ModelSpec.of(Shape.of(7), new Dense(7, 6, false), new Relu(), new Dense(6, 3)),
        ModelSpec.of(Shape.of(6), new Relu(), new Dense(6, 13), new Dense(13, 3, false)),
        ModelSpec.of(IMAGE, new Flatten(), new Dense(120, 3)),
        ModelSpec.of(SEQUENCE, new Flatten(), new Dense(36, 3)),
        ModelSpec.of(Shape.of(2, 1, 3, 2), new Flatten(), new Dense(12, 3)));
  }

  private static List<ModelSpec> convolutions() {
    return List.of(
        image(new Conv2d(4, 3, 3)),
        image(new Conv2d(4, 2, 3, 2, 2, 1, 1, 2, true)),
        image(new Conv2d(4, 4, 4, 5, 3, 3, 1, 4, false)),
        image(new Conv2d(4, 3, 1, 1, 2, 0, 1, 1, true)),
        image(new Conv2d(4, 3, 3, 2, 1, 1, 2, 1, true)), // dilated
        image(new Conv2d(4, 2, 3, 3, 2, 2, 2, 2, false)),
        image(new Conv2d(4, 3, 2, 3, 4, 3, 3, 1, true)), // at an edge it sees nothing but zeros
        image(new Conv2d(4, 16, 1), new Conv2d(16, 3, 3, 3, 2, 1, 1, 1, true)), // 144 taps
        image(new Conv2d(4, 16, 1), new Conv2d(16, 3, 3, 3, 1, 2, 2, 1, true)),
        ModelSpec.of(IMAGE, new Conv2d(4, 3, 6, 5, 1, 0, 1, 1, true)));
  }

  private static List<ModelSpec> sequences() {
    return List.of(
        sequence(new Conv1d(4, 3, 3)),
        sequence(new Conv1d(4, 2, 3, 2, 1, 2, 2, true)),
        sequence(new Conv1d(4, 4, 5, 1, 4, 1, 4, false)),
        sequence(new Conv1d(4, 5, 2, 3, 3, 3, 1, true)),
        sequence(new Conv1d(4, 40, 1), new Relu(), new Conv1d(40, 3, 4)), // 160 taps
        ModelSpec.of(SEQUENCE, new Conv1d(4, 3, 9)));
  }

  private static List<ModelSpec> pools() {
    return List.of(
        image(new Conv2d(4, 2, 2, 2, 1, 1, 1, 1, false), new MaxPool2d(3, 2)),
        image(new MaxPool2d(2), new Relu()),
        image(new AveragePool2d(2)),
        image(new AveragePool2d(3, 1)), // windows overlap
        image(new AveragePool2d(3, 2), new Relu()),
        image(new AveragePool2d(2, 3)), // pixels between windows
        sequence(new MaxPool1d(3, 2)),
        sequence(new MaxPool1d(2), new Relu()),
        sequence(new AveragePool1d(3, 1), new Relu()),
        sequence(new AveragePool1d(2, 3)),
        image(new Relu(), new GlobalAveragePool()),
        sequence(new Relu(), new GlobalAveragePool()),
        ModelSpec.of(SEQUENCE, new GlobalAveragePool(), new Dense(4, 3)));
  }

  private static List<ModelSpec> anyShape() {
    return List.of(
        flat(new LeakyRelu(1)),
        image(new LeakyRelu(3)),
        sequence(new LeakyRelu(7)),
        flat(new Tanh()),
        image(new Tanh()),
        sequence(new Tanh()),
        flat(new Dropout(Dropout.Rate.HALF)),
        image(new Dropout(Dropout.Rate.FIFTH)),
        sequence(new Dropout(Dropout.Rate.THREE_SIXTEENTHS)),
        ModelSpec.of(Shape.of(12), new Dropout(Dropout.Rate.HALF), new Dense(12, 3)),
        flat(new LayerNorm(6)),
        image(new LayerNorm(4)),
        sequence(new LayerNorm(4), new Relu(), new LayerNorm(4)),
        ModelSpec.of(Shape.of(12), new LayerNorm(12), new Dense(12, 3)));
  }

  private static ModelSpec flat(Layer layer) {
    return ModelSpec.of(Shape.of(7), new Dense(7, 6), layer, new Dense(6, 3));
  }

  private static ModelSpec image(Layer... layers) {
    return between(IMAGE, new Conv2d(4, 4, 1), layers);
  }

  private static ModelSpec sequence(Layer... layers) {
    return between(SEQUENCE, new Conv1d(4, 4, 1), layers);
  }

  private static ModelSpec between(Shape input, Layer first, Layer... layers) {
    GraphBuilder graph = new GraphBuilder(input);
    graph.add(first);
    Shape shape = first.outputShape(input);
    for (Layer layer : layers) {
      graph.add(layer);
      shape = layer.outputShape(shape);
    }
    graph.add(new Flatten());
    graph.add(new Dense(shape.size(), OUTPUTS));
    return graph.build();
  }

  private static List<ModelSpec> branches() {
    return List.of(residual(), manyUses(), flatConcat(), inception(), twoLengths());
  }

  private static ModelSpec residual() {
    GraphBuilder graph = new GraphBuilder(IMAGE);
    int trunk = graph.add(new Conv2d(4, 4, 3, 3, 1, 1, 1, 1, true));
    graph.add(new Relu());
    int branch = graph.add(new Conv2d(4, 4, 3, 3, 1, 1, 1, 4, true));
    graph.add(new Add(), trunk, branch, GraphBuilder.INPUT);
    graph.add(new GlobalAveragePool());
    graph.add(new Dense(4, OUTPUTS));
    return graph.build();
  }

  /** One value for several layers, and several times for one. */
  private static ModelSpec manyUses() {
    GraphBuilder graph = new GraphBuilder(Shape.of(5));
    int trunk = graph.add(new Dense(5, 6));
    int bent = graph.add(new Tanh());
    int twice = graph.add(new Add(), trunk, trunk);
    int sum = graph.add(new Add(), twice, bent, trunk);
    graph.add(new Concat(), sum, sum, trunk);
    graph.add(new Dense(18, OUTPUTS));
    return graph.build();
  }

  private static ModelSpec flatConcat() {
    GraphBuilder graph = new GraphBuilder(Shape.of(5));
    int left = graph.add(new Dense(5, 4), GraphBuilder.INPUT);
    int right = graph.add(new Dense(5, 2), GraphBuilder.INPUT);
    graph.add(new Concat(), left, right, GraphBuilder.INPUT);
    graph.add(new LayerNorm(11));
    graph.add(new Dense(11, OUTPUTS));
    return graph.build();
  }

  private static ModelSpec inception() {
    GraphBuilder graph = new GraphBuilder(IMAGE);
    int trunk = graph.add(new Conv2d(4, 3, 1));
    int wide = graph.add(new Conv2d(3, 2, 3, 3, 1, 2, 2, 1, true), trunk);
    int narrow = graph.add(new Conv2d(3, 1, 1), trunk);
    graph.add(new Concat(), wide, trunk, narrow);
    graph.add(new AveragePool2d(2));
    graph.add(new Flatten());
    graph.add(new Dense(36, OUTPUTS));
    return graph.build();
  }

  private static ModelSpec twoLengths() {
    GraphBuilder graph = new GraphBuilder(SEQUENCE);
    int trunk = graph.add(new Conv1d(4, 3, 1));
    int wide = graph.add(new Conv1d(3, 2, 3, 1, 2, 2, 1, true), trunk);
    graph.add(new Concat(), trunk, wide);
    graph.add(new Conv1d(5, 3, 9));
    return graph.build();
  }
}
