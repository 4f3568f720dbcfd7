package io.tintin.cli.onnx;

import io.tintin.cli.onnx.read.FloatNet;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.cli.onnx.read.OnnxModel;
import io.tintin.core.layer.Flatten;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The model in an ONNX file: of one that {@link OnnxExport} wrote, the same, with its hash; of a
 * float32 net, one with its parameters in int8.
 *
 * <pre>{@code
 * OnnxImport read = OnnxImport.of(Files.readAllBytes(file));
 * Model model = read.model();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class OnnxImport {
  /** Largest file: what is read takes a multiple of it in memory. */
  public static final int MAX_BYTES = 1 << 27;

  private final String sha256;
  private final OnnxModel onnx;
  private final Model model;
  private final Optional<FrozenModel> frozen;

  private OnnxImport(String sha256, OnnxModel onnx, Model model, Optional<FrozenModel> frozen) {
    this.sha256 = sha256;
    this.onnx = onnx;
    this.model = model;
    this.frozen = frozen;
  }

  /**
   * Reads a file. Its bytes are not trusted.
   *
   * @throws MalformedOnnxException naming the field, the rule and the value
   */
  public static OnnxImport of(byte[] bytes) throws MalformedOnnxException {
    if (bytes.length > MAX_BYTES) {
      throw MalformedOnnxException.of("file size", "at most " + MAX_BYTES, bytes.length);
    }
    OnnxModel onnx = OnnxModel.read(bytes);
    if (onnx.metadata(ModelText.LAYERS).isEmpty()) {
      return new OnnxImport(sha256(bytes), onnx, FloatNet.read(onnx), Optional.empty());
    }
    FrozenModel frozen = ModelText.read(onnx);
    return new OnnxImport(sha256(bytes), onnx, frozen.model(), Optional.of(frozen));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of the file, 64 hex digits. */
  public String sha256() {
    return sha256;
  }

  public Model model() {
    return model;
  }

  /** With the scales of its activations, if {@link OnnxExport} wrote the file. */
  public Optional<FrozenModel> frozen() {
    return frozen;
  }

  /** Real value of one step of the features, if {@link OnnxExport} wrote the file. */
  public Optional<Scale> inputScale() {
    return frozen.map(FrozenModel::inputScale);
  }

  /** Exponents of the activations, layer by layer; none if the file does not have them. */
  public List<Integer> shifts() {
    return frozen.map(FrozenModel::shifts).orElse(List.of());
  }

  /**
   * The model for images of one channel, if it takes as many values in a row: a {@link Flatten}
   * comes first. Else the model as it is.
   */
  public Model modelFor(Shape image) {
    ModelSpec spec = model.spec();
    boolean isRow = spec.input().rank() == 1 && spec.input().size() == image.size();
    if (!isRow || image.rank() != 3 || image.channels() != 1) {
      return model;
    }
    List<Node> nodes = new ArrayList<>(List.of(new Node(new Flatten(), List.of(0))));
    for (Node node : spec.nodes()) {
      nodes.add(new Node(node.layer(), node.inputs().stream().map(value -> value + 1).toList()));
    }
    return new Model(new ModelSpec(image, nodes), model.parameters());
  }

  /** What the file says of itself under this key. */
  public Optional<String> metadata(String key) {
    return onnx.metadata(key);
  }
}
