package io.tintin.core.train;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Draws small architectures with branches, values taken many times, and nested joins. */
final class RandomGraph {
  static final int OUTPUTS = 2;

  private static final Shape FLAT = Shape.of(4);
  private static final Shape IMAGE = Shape.of(4, 3, 2);
  private static final int MOST_FEATURES = 40;

  private final RandomSequence draws;
  private final GraphBuilder graph;
  private final List<Shape> shapes = new ArrayList<>();
  private final Set<Integer> untaken = new TreeSet<>();

  private RandomGraph(Shape input, long seed) {
    this.draws = new RandomSequence(new RandomSource(seed), 0);
    this.graph = new GraphBuilder(input);
    shapes.add(input);
    untaken.add(GraphBuilder.INPUT);
  }

  /** Of flat values if told so, else of images. */
  static ModelSpec draw(boolean isFlat, long seed) {
    RandomGraph random = new RandomGraph(isFlat ? FLAT : IMAGE, seed);
    int nodes = 4 + random.draws.nextBelow(8);
    for (int n = 0; n < nodes; n++) {
      random.addLayer();
    }
    return random.finish();
  }

  private void addLayer() {
    int value = draws.nextBelow(shapes.size());
    Shape shape = shapes.get(value);
    switch (draws.nextBelow(6)) {
      case 0, 1 -> add(weighted(shape), value);
      case 2 -> add(new Relu(), value);
      case 3 -> add(norm(shape), value);
      case 4 -> add(new Add(), several(value, true));
      default -> {
        int[] values = several(value, false);
        int features = 0;
        for (int v : values) {
          features += shapes.get(v).size();
        }
        if (features <= MOST_FEATURES) {
          add(new Concat(), values);
        }
      }
    }
  }

  private Layer weighted(Shape shape) {
    int outputs = 2 + draws.nextBelow(3);
    boolean hasBias = draws.nextBelow(2) == 0;
    if (shape.rank() == 1) {
      return new Dense(shape.size(), outputs, hasBias);
    }
    return new Conv2d(shape.channels(), outputs, 3, 3, 1, 1, 1, 1, hasBias);
  }

  private static Layer norm(Shape shape) {
    return new LayerNorm(shape.rank() == 1 ? shape.size() : shape.channels());
  }

  /** 2 to 4 values, the given one first, perhaps more than once. */
  private int[] several(int first, boolean equalShapes) {
    List<Integer> candidates = new ArrayList<>();
    for (int v = 0; v < shapes.size(); v++) {
      if (!equalShapes || shapes.get(v).equals(shapes.get(first))) {
        candidates.add(v);
      }
    }
    int[] values = new int[2 + draws.nextBelow(3)];
    values[0] = first;
    for (int i = 1; i < values.length; i++) {
      values[i] = candidates.get(draws.nextBelow(candidates.size()));
    }
    return values;
  }

  private int add(Layer layer, int... values) {
    Shape[] inputs = new Shape[values.length];
    for (int i = 0; i < values.length; i++) {
      inputs[i] = shapes.get(values[i]);
      untaken.remove(values[i]);
    }
    shapes.add(layer.outputShape(inputs));
    untaken.add(shapes.size() - 1);
    return graph.add(layer, values);
  }

  private ModelSpec finish() {
    int last = shapes.size() - 1;
    if (untaken.size() > 1) {
      last = add(new Concat(), untaken.stream().mapToInt(Integer::intValue).toArray());
    }
    if (shapes.get(last).rank() > 1) {
      last = add(new Flatten(), last);
    }
    add(new Dense(shapes.get(last).size(), OUTPUTS), last);
    return graph.build();
  }
}
