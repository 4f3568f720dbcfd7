package io.tintin.cli.onnx;

import io.tintin.core.layer.Layer;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * One layer on its way into a graph. What cannot be exact is refused with a reason and the
 * conversion goes on, so that all reasons are told at once.
 *
 * @param number of the layer
 * @param frozenShift power of two of the output's scale, if the layer requantises
 * @param refusals taken by {@link #refuse}
 */
record Site(
    OnnxGraph graph,
    int number,
    Layer layer,
    List<Activation> inputs,
    Shape outputShape,
    List<Int8Tensor> parameters,
    int frozenShift,
    List<String> refusals) {

  /** The input of a layer that has one. */
  Activation input() {
    return inputs.get(0);
  }

  /** The same layer with another input. */
  Site withInput(Activation input) {
    return new Site(
        graph, number, layer, List.of(input), outputShape, parameters, frozenShift, refusals);
  }

  /** Name of the layer's int8 output. */
  String output() {
    return "layer" + number;
  }

  /** Name of something else of this layer. */
  String name(String part) {
    return name(number, part);
  }

  /** Name of something of a layer. */
  static String name(int number, String part) {
    return "layer" + number + "_" + part;
  }

  void refuse(String reason) {
    refusals.add(describe(number, layer, reason));
  }

  static String describe(int number, Layer layer, String reason) {
    return "layer " + number + " " + layer + ": " + reason;
  }

  /** Refuses powers of two that a float32 does not hold, and goes on with the nearest. */
  int checked(String name, int shift) {
    if (Float32.isExact(shift)) {
      return shift;
    }
    refuse(
        name
            + " scale must be in 2^["
            + Float32.MIN_EXPONENT
            + ", "
            + Float32.MAX_EXPONENT
            + "], a normal float32: 2^"
            + shift);
    return Math.max(Float32.MIN_EXPONENT, Math.min(Float32.MAX_EXPONENT, shift));
  }

  /** An output of the scale of the only input. */
  Activation sameScale() {
    return input().withTensor(output(), outputShape);
  }

  /**
   * Makes the output of accumulators, as {@code FrozenRequantizer} does.
   *
   * <p>QuantizeLinear alone would give -128 for what is below -127.5 steps, hence the Clip. As 127
   * is a whole number of steps, it does not matter that it is clipped first and rounded then.
   *
   * @param acc real values, in steps of its scale
   */
  Activation requantized(Activation acc) {
    int rightShift = Math.max(frozenShift - acc.shift(), 0);
    if (rightShift > Rounding.MAX_SHIFT) {
      refuse("right shift must be at most " + Rounding.MAX_SHIFT + ": " + rightShift);
    }
    int shift = checked("output", acc.shift() + rightShift);
    float limit = Int8Tensor.MAX_VALUE * Float32.powerOfTwo(shift);
    String least = graph.scalar("-127*2^" + shift, -limit);
    String most = graph.scalar("127*2^" + shift, limit);
    String clipped = graph.add("Clip", List.of(acc.name(), least, most), name("clipped"));
    graph.quantized(clipped, shift, output());
    return new Activation(output(), outputShape, shift, acc.up(), acc.down());
  }
}
