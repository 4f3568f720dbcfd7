package io.tintin.cli.onnx.read;

import io.tintin.cli.real.Quantized;
import io.tintin.core.layer.Dense;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.Set;

/** Gemm, MatMul and MatMul with an Add after it as dense layers. */
final class DenseReader {
  private DenseReader() {}

  static Trained gemm(OnnxNode node, Constants constants) throws MalformedOnnxException {
    node.checkAttributes(Set.of("alpha", "beta", "transA", "transB"));
    for (String name : List.of("alpha", "beta")) {
      if (node.real(name, 1) != 1) {
        throw node.malformed(name, 1, node.real(name, 1));
      }
    }
    if (node.integer("transA", 0) != 0) {
      throw node.malformed("transA", 0, node.integer("transA", 0));
    }
    boolean isOutputsFirst = node.integer("transB", 0) != 0;
    OnnxTensor weights = constants.get(node, 1);
    return Constants.hasInput(node, 2)
        ? dense(node, weights, isOutputsFirst, constants.get(node, 2))
        : dense(node, weights, isOutputsFirst);
  }

  static Trained matMul(OnnxNode node, Constants constants) throws MalformedOnnxException {
    node.checkAttributes(Set.of());
    return dense(node, constants.get(node, 1), false);
  }

  /**
   * A MatMul and the Add of a constant after it, whichever way round its inputs are.
   *
   * @param place of the constant among them
   */
  static Trained matMulAdd(OnnxNode node, OnnxNode add, int place, Constants constants)
      throws MalformedOnnxException {
    node.checkAttributes(Set.of());
    add.checkAttributes(Set.of());
    return dense(node, constants.get(node, 1), false, constants.get(add, place));
  }

  private static Trained dense(OnnxNode node, OnnxTensor weights, boolean isOutputsFirst)
      throws MalformedOnnxException {
    Int8Tensor quantized = weights(node, weights, isOutputsFirst);
    Shape shape = quantized.shape();
    return new Trained(new Dense(shape.extent(1), shape.extent(0), false), List.of(quantized));
  }

  private static Trained dense(
      OnnxNode node, OnnxTensor weights, boolean isOutputsFirst, OnnxTensor bias)
      throws MalformedOnnxException {
    Int8Tensor quantized = weights(node, weights, isOutputsFirst);
    int outputs = quantized.shape().extent(0);
    return new Trained(
        new Dense(quantized.shape().extent(1), outputs),
        List.of(quantized, bias(node, bias, outputs)));
  }

  private static Int8Tensor weights(OnnxNode node, OnnxTensor tensor, boolean isOutputsFirst)
      throws MalformedOnnxException {
    int[] extents = tensor.extents();
    if (extents.length != 2) {
      throw node.malformed("weights rank", 2, extents.length);
    }
    float[] values = tensor.floats();
    return isOutputsFirst
        ? Quantized.of(Shape.of(extents), values)
        : Quantized.of(Shape.of(extents[1], extents[0]), transposed(values, extents[1]));
  }

  /** {@code [inputs, outputs]} to {@code [outputs, inputs]}. */
  private static float[] transposed(float[] values, int outputs) {
    int inputs = values.length / outputs;
    float[] turned = new float[values.length];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        turned[o * inputs + i] = values[i * outputs + o];
      }
    }
    return turned;
  }

  /** One value for each output. */
  static Int8Tensor bias(OnnxNode node, OnnxTensor tensor, int outputs)
      throws MalformedOnnxException {
    int[] extents = tensor.extents();
    boolean isRow = extents.length > 0 && extents[extents.length - 1] == outputs;
    if (!isRow || tensor.size() != outputs) {
      throw node.malformed("bias dims", "[" + outputs + "]", tensor.dims());
    }
    return Quantized.of(Shape.of(outputs), tensor.floats());
  }
}
