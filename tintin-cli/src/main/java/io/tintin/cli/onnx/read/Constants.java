package io.tintin.cli.onnx.read;

import java.util.HashMap;
import java.util.Map;

/** Tensors that do not depend on the input: initializers, and the values of Constant nodes. */
final class Constants {
  private final OnnxModel onnx;
  private final Map<String, OnnxTensor> ofNodes = new HashMap<>();

  Constants(OnnxModel onnx) {
    this.onnx = onnx;
  }

  void add(String name, OnnxTensor tensor) {
    ofNodes.put(name, tensor);
  }

  boolean has(String name) {
    return ofNodes.containsKey(name) || onnx.hasInitializer(name);
  }

  /** One that must be there, or else the message says which input of the node lacks it. */
  OnnxTensor get(OnnxNode node, int input) throws MalformedOnnxException {
    if (!hasInput(node, input)) {
      throw node.malformed("inputs", "at least " + (input + 1), node.inputs().size());
    }
    String name = node.inputs().get(input);
    if (!has(name)) {
      throw node.malformed("input " + input, "an initializer or a Constant", name);
    }
    OnnxTensor ofNode = ofNodes.get(name);
    return ofNode == null ? onnx.initializer(name) : ofNode;
  }

  /** An optional input is left out, or has an empty name. */
  static boolean hasInput(OnnxNode node, int input) {
    return node.inputs().size() > input && !node.inputs().get(input).isEmpty();
  }
}
