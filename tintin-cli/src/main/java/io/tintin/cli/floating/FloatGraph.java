package io.tintin.cli.floating;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.Model;
import io.tintin.core.model.Node;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A graph of nodes, with all activations and gradients of a batch.
 *
 * <p>Each use of a value has a gradient of its own. That of the value is the one of its only use,
 * or the sum over its uses. Layers before the first parameter get no backward pass.
 */
final class FloatGraph {
  private final FloatLayer[] layers;

  /** Value 0 is the input, value {@code n + 1} the output of node {@code n}. */
  private final FloatTensor[] values;

  private final FloatTensor[][] inputs;
  private final FloatTensor[][] gradInputs;
  private final FloatTensor[] gradValues;

  /** Gradients to add up for each value; none if there is at most one use. */
  private final FloatTensor[][] gradUses;

  /** Whether a parameter is behind each value. */
  private final boolean[] isTrained;

  FloatGraph(Shape input, List<FloatNode> nodes, int maxBatch) {
    int count = nodes.size();
    this.layers = new FloatLayer[count];
    this.values = new FloatTensor[count + 1];
    this.inputs = new FloatTensor[count][];
    this.gradInputs = new FloatTensor[count][];
    this.gradValues = new FloatTensor[count + 1];
    this.gradUses = new FloatTensor[count + 1][];
    this.isTrained = new boolean[count + 1];
    values[0] = new FloatTensor(input, maxBatch);
    List<List<FloatTensor>> uses = new ArrayList<>(List.of(new ArrayList<>()));
    for (int n = 0; n < count; n++) {
      uses.add(new ArrayList<>());
      place(n, nodes.get(n), uses, maxBatch);
    }
    for (int v = 0; v <= count; v++) {
      List<FloatTensor> ofValue = uses.get(v);
      boolean isShared = ofValue.size() != 1;
      gradValues[v] = isShared ? new FloatTensor(values[v].shape, maxBatch) : ofValue.get(0);
      gradUses[v] = isShared ? ofValue.toArray(FloatTensor[]::new) : new FloatTensor[0];
    }
  }

  private void place(int n, FloatNode node, List<List<FloatTensor>> uses, int maxBatch) {
    layers[n] = node.layer();
    values[n + 1] = new FloatTensor(node.output(), maxBatch);
    inputs[n] = node.inputs().stream().map(v -> values[v]).toArray(FloatTensor[]::new);
    boolean isBehind = node.inputs().stream().anyMatch(v -> isTrained[v]);
    isTrained[n + 1] = isBehind || !node.layer().parameters().isEmpty();
    gradInputs[n] = new FloatTensor[isBehind ? inputs[n].length : 0];
    for (int i = 0; i < gradInputs[n].length; i++) {
      gradInputs[n][i] = new FloatTensor(inputs[n][i].shape, maxBatch);
      uses.get(node.inputs().get(i)).add(gradInputs[n][i]);
    }
  }

  /** The net of a model, with its weights. */
  static FloatGraph of(Model model, int maxBatch) {
    List<FloatNode> nodes = new ArrayList<>();
    Iterator<Int8Tensor> tensors = model.parameters().iterator();
    List<Shape> shapes = model.spec().shapes();
    for (Node node : model.spec().nodes()) {
      Layer layer = node.layer();
      List<FloatParameter> parameters =
          layer.parameterShapes().stream().map(s -> new FloatParameter(tensors.next())).toList();
      Shape input = shapes.get(node.inputs().get(0));
      FloatLayer floating = FloatLayer.of(layer, input, parameters, maxBatch);
      nodes.add(new FloatNode(floating, node.inputs(), shapes.get(nodes.size() + 1)));
    }
    return new FloatGraph(model.spec().input(), nodes, maxBatch);
  }

  FloatTensor input() {
    return values[0];
  }

  FloatTensor output() {
    return values[layers.length];
  }

  /** The loss writes it before {@link #backward}. */
  FloatTensor gradOutput() {
    return gradValues[layers.length];
  }

  List<FloatParameter> parameters() {
    List<FloatParameter> all = new ArrayList<>();
    for (FloatLayer layer : layers) {
      all.addAll(layer.parameters());
    }
    return List.copyOf(all);
  }

  /** Computes all values from the first, to predict. */
  void forward(int batch) {
    forward(batch, false, 0);
  }

  /**
   * Computes all values from the first.
   *
   * @param trains whether {@link #backward} follows
   * @param stepKey of the random bits of the step
   */
  void forward(int batch, boolean trains, long stepKey) {
    for (int n = 0; n < layers.length; n++) {
      layers[n].begin(trains, RandomSource.streamKey(stepKey, ~n));
      layers[n].forward(inputs[n], batch, values[n + 1]);
    }
  }

  /** Computes the gradients of all parameters from that of the output. */
  void backward(int batch) {
    for (int n = layers.length - 1; n >= 0; n--) {
      if (isTrained[n + 1]) {
        if (n < layers.length - 1) {
          addUses(n + 1, batch);
        }
        layers[n].backward(inputs[n], values[n + 1], gradValues[n + 1], batch, gradInputs[n]);
      }
    }
  }

  private void addUses(int value, int batch) {
    if (gradUses[value].length > 0) {
      gradValues[value].clear(batch);
      for (FloatTensor use : gradUses[value]) {
        gradValues[value].add(use, batch);
      }
    }
  }
}
