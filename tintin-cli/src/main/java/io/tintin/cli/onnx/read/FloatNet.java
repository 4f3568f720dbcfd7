package io.tintin.cli.onnx.read;

import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A float32 net of layers that follow one another, as PyTorch exports it, as an int8 model.
 *
 * <p>What does nothing at inference is left out: Dropout, Identity, a flattening of what is flat;
 * and a Softmax at the end, which the loss has. All else has to be one of the operators here, with
 * the attributes that the layers have.
 */
public final class FloatNet {
  /** Largest difference of two slopes that is at most half a step for every int8 value. */
  private static final double SLOPE_ERROR = 0.5 / Int8Tensor.MAX_VALUE;

  private static final String MAT_MUL = "MatMul";
  private static final String AXIS = "axis";

  /** The input of a Dropout that says whether it drops anything. */
  private static final int TRAINING_MODE = 2;

  private final OnnxModel onnx;
  private final Constants constants;
  private final Shape input;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Int8Tensor> parameters = new ArrayList<>();

  /** Shape and name of the value that the next node has to take. */
  private Shape shape;

  /** Its rank in ONNX, with the batch; a GlobalAveragePool keeps it. */
  private int rank;

  private String value;
  private boolean isEnded;

  private FloatNet(OnnxModel onnx) throws MalformedOnnxException {
    this.onnx = onnx;
    this.constants = new Constants(onnx);
    List<Integer> extents = onnx.exampleExtents();
    this.input = inputShape(extents);
    this.shape = input;
    this.rank = extents.size() + 1;
    this.value = onnx.input();
  }

  /**
   * Reads the net.
   *
   * @throws MalformedOnnxException naming the node, the rule and the value
   */
  public static Model read(OnnxModel onnx) throws MalformedOnnxException {
    return new FloatNet(onnx).model();
  }

  /** {@code [channels, height, width]}, or {@code [height, width]} of one channel, or flat. */
  private static Shape inputShape(List<Integer> extents) throws MalformedOnnxException {
    try {
      return switch (extents.size()) {
        case 1 -> Shape.of(extents.get(0));
        case 2 -> Shape.of(extents.get(0), extents.get(1), 1);
        case 3 -> Shape.of(extents.get(1), extents.get(2), extents.get(0));
        default ->
            throw MalformedOnnxException.of(
                "input dims", "[N, features], [N, height, width] or [N, channels, …]", extents);
      };
    } catch (IllegalArgumentException e) {
      throw new MalformedOnnxException("input " + e.getMessage(), e);
    }
  }

  private Model model() throws MalformedOnnxException {
    List<OnnxNode> nodes = onnx.nodes();
    for (int n = 0; n < nodes.size(); n++) {
      OnnxNode node = nodes.get(n);
      try {
        if (node.operator().equals("Constant")) {
          node.checkAttributes(Set.of("value"));
          constants.add(node.output(), node.tensor("value"));
        } else if (n + 1 < nodes.size() && addsBias(node, nodes.get(n + 1))) {
          n++;
          addWithBias(node, nodes.get(n));
        } else {
          add(node);
        }
      } catch (IllegalArgumentException e) {
        throw new MalformedOnnxException(node.label() + ": " + e.getMessage(), e);
      }
    }
    if (!onnx.output().equals(value)) {
      throw MalformedOnnxException.of("graph output", value + ", of the last node", onnx.output());
    }
    try {
      return new Model(ModelSpec.of(input, layers.toArray(Layer[]::new)), parameters);
    } catch (IllegalArgumentException e) {
      throw new MalformedOnnxException("net " + e.getMessage(), e);
    }
  }

  private boolean addsBias(OnnxNode node, OnnxNode next) throws MalformedOnnxException {
    return node.operator().equals(MAT_MUL)
        && next.operator().equals("Add")
        && next.inputs().size() == 2
        && next.inputs().contains(node.output());
  }

  private void addWithBias(OnnxNode node, OnnxNode next) throws MalformedOnnxException {
    checkPlace(node);
    int place = next.inputs().get(0).equals(node.output()) ? 1 : 0;
    add(DenseReader.matMulAdd(node, next, place, constants));
    value = next.output();
  }

  private void checkPlace(OnnxNode node) throws MalformedOnnxException {
    if (isEnded) {
      throw node.malformed("place", "before a Softmax", "after it");
    }
    if (node.inputs().isEmpty() || !node.inputs().get(0).equals(value)) {
      throw node.malformed("input", value + ", as layers follow one another", node.inputs());
    }
  }

  private void add(OnnxNode node) throws MalformedOnnxException {
    checkPlace(node);
    switch (node.operator()) {
      case "Gemm" -> add(DenseReader.gemm(node, constants));
      case MAT_MUL -> add(DenseReader.matMul(node, constants));
      case "Conv" -> add(WindowReader.conv(node, constants));
      case "MaxPool" -> add(WindowReader.maxPool(node));
      case "AveragePool" -> add(WindowReader.averagePool(node));
      case "GlobalAveragePool" -> add(plain(node, new GlobalAveragePool()));
      case "Relu" -> add(plain(node, new Relu()));
      case "Tanh" -> add(plain(node, new Tanh()));
      case "LeakyRelu" -> add(Trained.of(leakyRelu(node)));
      case "Flatten", "Reshape" -> flatten(node);
      case "Dropout" -> checkDropout(node);
      case "Identity" -> node.checkAttributes(Set.of());
      case "Softmax", "LogSoftmax" -> end(node);
      default ->
          throw node.malformed(
              "op_type",
              "Gemm, MatMul, Add after it, Conv, Relu, LeakyRelu, Tanh, MaxPool, AveragePool,"
                  + " GlobalAveragePool, Flatten, Reshape, Dropout, Identity, Softmax or LogSoftmax",
              node.operator());
    }
    value = node.output();
  }

  /** Does nothing at inference, which a third input could turn off. */
  private static void checkDropout(OnnxNode node) throws MalformedOnnxException {
    node.checkAttributes(Set.of("ratio", "seed"));
    if (Constants.hasInput(node, TRAINING_MODE)) {
      throw node.malformed("training_mode", "absent", node.inputs().get(TRAINING_MODE));
    }
  }

  /** A softmax over all outputs; the axis that is meant without one is of the opset. */
  private void end(OnnxNode node) throws MalformedOnnxException {
    node.checkAttributes(Set.of(AXIS));
    if (shape.rank() > 1 && shape.size() != shape.channels()) {
      throw node.malformed("input", "[N, outputs]", shape);
    }
    long axis = node.integer(AXIS, onnx.softmaxAxis());
    if (axis != 1 && axis != 1 - rank) {
      throw node.malformed(AXIS, "1 or " + (1 - rank) + ", that of the outputs", axis);
    }
    isEnded = true;
  }

  private static Trained plain(OnnxNode node, Layer layer) throws MalformedOnnxException {
    node.checkAttributes(Set.of());
    return Trained.of(layer);
  }

  private void add(Trained trained) {
    shape = trained.layer().outputShape(shape);
    layers.add(trained.layer());
    parameters.addAll(trained.parameters());
  }

  private static LeakyRelu leakyRelu(OnnxNode node) throws MalformedOnnxException {
    node.checkAttributes(Set.of("alpha"));
    float alpha = node.real("alpha", 0.01f);
    for (int shift = 1; shift <= LeakyRelu.MAX_SLOPE_SHIFT; shift++) {
      if (Math.abs(alpha - Math.scalb(1.0, -shift)) <= SLOPE_ERROR) {
        return new LeakyRelu(shift);
      }
    }
    throw node.malformed("alpha", "within 1/254 of one of 1/2, 1/4, … 1/128", alpha);
  }

  /** To {@code [N, features]}, in the order that {@link Flatten} has too. */
  private void flatten(OnnxNode node) throws MalformedOnnxException {
    if (node.operator().equals("Flatten")) {
      node.checkAttributes(Set.of(AXIS));
      if (node.integer(AXIS, 1) != 1) {
        throw node.malformed(AXIS, 1, node.integer(AXIS, 1));
      }
    } else {
      node.checkAttributes(Set.of());
      long[] target = constants.get(node, 1).longs();
      if (!keepsBatch(target)) {
        throw node.malformed(
            "shape",
            "[N, " + shape.size() + "], of all features, with -1, 0 or 1 for N",
            Arrays.toString(target));
      }
    }
    if (shape.rank() > 1) {
      add(Trained.of(new Flatten()));
    }
    rank = 2;
  }

  /** One of the two extents may be -1, what is left; the first may be 0, as before. */
  private boolean keepsBatch(long... target) {
    if (target.length != 2) {
      return false;
    }
    boolean isAll = target[1] == shape.size() || (target[1] == -1 && target[0] != -1);
    return isAll && target[0] >= -1 && target[0] <= 1;
  }
}
