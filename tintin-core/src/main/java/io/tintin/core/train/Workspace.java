package io.tintin.core.train;

import io.tintin.core.layer.LayerScratch;
import io.tintin.core.layer.LayerSite;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The storage of forward passes over one batch, sized once: activations, one accumulator, and the
 * site of each layer. One thread uses it at a time; several may share parameters.
 */
final class Workspace {
  final ModelSpec spec;

  /** Most examples of a pass. */
  final int batchSize;

  final LayerSite[] sites;

  /** By the numbers of {@link ModelSpec}: the input, then the output of each node. */
  final Int8Buffer[] values;

  final Shape[] shapes;

  final Int32Buffer acc;

  /**
   * Storage that reads these parameters.
   *
   * @param requantizers of the output of each node
   * @param trains whether there is a backward pass, so that the accumulator has to hold gradients
   * @throws IllegalArgumentException if an activation of so many examples is longer than an array,
   *     or the output is an image of several pixels
   */
  Workspace(Parameters parameters, int batchSize, Requantizer[] requantizers, boolean trains) {
    this.spec = parameters.spec;
    this.batchSize = batchSize;
    this.shapes = spec.shapes().toArray(new Shape[0]);
    checkOutput(spec.output());
    checkSizes(shapes, batchSize);
    this.values = new Int8Buffer[shapes.length];
    for (int v = 0; v < values.length; v++) {
      values[v] = new Int8Buffer(shapes[v].size() * batchSize);
    }
    int largest = largestValue();
    this.acc = new Int32Buffer(trains ? Math.max(largest, parameters.largest()) : largest);
    List<Shape[]> inputShapes = new ArrayList<>();
    for (Node node : spec.nodes()) {
      inputShapes.add(inputShapes(node));
    }
    LayerScratch scratch = LayerScratch.of(spec.layers(), inputShapes, batchSize, trains);
    this.sites = new LayerSite[shapes.length - 1];
    for (int n = 0; n < sites.length; n++) {
      sites[n] = newSite(n, parameters, scratch, requantizers[n]);
    }
  }

  private LayerSite newSite(
      int n, Parameters parameters, LayerScratch scratch, Requantizer requantizer) {
    Node node = spec.nodes().get(n);
    Int8Buffer[] inputs = new Int8Buffer[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = values[node.inputs().get(i)];
    }
    return new LayerSite(
        node.layer(),
        inputShapes(node),
        parameters.byNode[n],
        inputs,
        values[n + 1],
        acc,
        scratch,
        requantizer);
  }

  private Shape[] inputShapes(Node node) {
    Shape[] ofInputs = new Shape[node.inputs().size()];
    for (int i = 0; i < ofInputs.length; i++) {
      ofInputs[i] = shapes[node.inputs().get(i)];
    }
    return ofInputs;
  }

  /** Values of the largest activation of a batch. */
  int largestValue() {
    int largest = 0;
    for (Int8Buffer value : values) {
      largest = Math.max(largest, value.values.length);
    }
    return largest;
  }

  /** Outputs and targets have one order only where there is one pixel. */
  private static void checkOutput(Shape output) {
    if (output.rank() > 1 && output.size() != output.extent(output.rank() - 1)) {
      throw new IllegalArgumentException(
          "model output must be flat or of one pixel [1, 1, channels]: " + output);
    }
  }

  /** Parameters are bounded by their layer, activations of one example by their shape. */
  private static void checkSizes(Shape[] shapes, int batchSize) {
    for (int v = 0; v < shapes.length; v++) {
      long count = (long) shapes[v].size() * batchSize;
      if (count > Int8Buffer.MAX_CAPACITY) {
        String name = v == 0 ? "input" : "layer " + (v - 1) + " output";
        throw new IllegalArgumentException(
            name + " size * batchSize must be at most " + Int8Buffer.MAX_CAPACITY + ": " + count);
      }
    }
  }

  int outputSize() {
    return shapes[sites.length].size();
  }

  Int8Buffer output() {
    return values[sites.length];
  }

  /**
   * Computes all values from the input.
   *
   * @param batch examples of this pass
   * @param firstExample place of the first of them in the batch of the step
   */
  void forward(int batch, int firstExample, boolean isTraining, long stepKey) {
    for (int n = 0; n < sites.length; n++) {
      LayerSite site = sites[n];
      site.batch = batch;
      site.firstExample = firstExample;
      site.isTraining = isTraining;
      site.key = RandomSource.streamKey(stepKey, ~n);
      site.layer.forward(site);
    }
  }
}
