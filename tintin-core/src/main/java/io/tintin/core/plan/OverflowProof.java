package io.tintin.core.plan;

import io.tintin.core.layer.WorstSum;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * That no int32 sum of a training step can wrap: the largest magnitude of each, from shapes, bit
 * widths and batch size alone, is below 2^31.
 *
 * @param batchSize examples of a step
 * @param sums of all layers, in their order
 */
public record OverflowProof(int batchSize, List<Sum> sums) {
  /** Largest magnitude that an accumulator holds. */
  public static final long LIMIT = Integer.MAX_VALUE;

  /**
   * One sum.
   *
   * @param layer number of the layer, counted from 0, and the layer
   * @param name what is summed
   * @param largest magnitude that it can reach
   */
  public record Sum(String layer, String name, long largest) {
    /** How many bits are left: 0 if one more doubling could wrap. */
    public int spareBits() {
      return Long.numberOfLeadingZeros(Math.max(largest, 1)) - 33;
    }
  }

  public OverflowProof {
    sums = List.copyOf(sums);
    for (Sum sum : sums) {
      if (sum.largest > LIMIT) {
        throw new IllegalArgumentException(
            sum.layer
                + ": "
                + sum.name
                + " with batch size "
                + batchSize
                + " must be at most "
                + LIMIT
                + ", or it could wrap: "
                + sum.largest);
      }
    }
  }

  /**
   * Proves it for an architecture.
   *
   * @param batchSize examples of a step, at least 1
   * @throws IllegalArgumentException if a sum could wrap, naming layer, sum, limit and bound
   */
  public static OverflowProof of(ModelSpec spec, int batchSize) {
    List<Shape> shapes = spec.shapes();
    List<Sum> sums = new ArrayList<>();
    for (int n = 0; n < spec.nodes().size(); n++) {
      Node node = spec.nodes().get(n);
      for (WorstSum worst : node.layer().worstSums(batchSize, inputs(node, shapes))) {
        sums.add(new Sum("layer " + n + " " + node.layer(), worst.name(), worst.largest()));
      }
    }
    return new OverflowProof(batchSize, sums);
  }

  /**
   * As {@link #of}, but spells the proof out only where it fails.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static void check(ModelSpec spec, int batchSize) {
    List<Shape> shapes = spec.shapes();
    for (Node node : spec.nodes()) {
      for (WorstSum worst : node.layer().worstSums(batchSize, inputs(node, shapes))) {
        if (worst.largest() > LIMIT) {
          of(spec, batchSize);
        }
      }
    }
  }

  private static Shape[] inputs(Node node, List<Shape> shapes) {
    Shape[] inputs = new Shape[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = shapes.get(node.inputs().get(i));
    }
    return inputs;
  }

  /** A line for each sum. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Sum sum : sums) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %s at most %,d, %d bits to spare%n",
              sum.layer,
              sum.name,
              sum.largest,
              sum.spareBits()));
    }
    return text.toString();
  }
}
