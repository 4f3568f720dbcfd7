package io.tintin.cli.onnx;

import io.tintin.cli.onnx.read.FloatNet;
import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.cli.onnx.read.OnnxModel;
import io.tintin.core.model.Model;
import io.tintin.core.train.FrozenModel;
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
  public static final int MAX_BYTES = 1 << 28;

  private final OnnxModel onnx;
  private final Model model;
  private final Optional<FrozenModel> frozen;

  private OnnxImport(OnnxModel onnx, Model model, Optional<FrozenModel> frozen) {
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
      return new OnnxImport(onnx, FloatNet.read(onnx), Optional.empty());
    }
    FrozenModel frozen = ModelText.read(onnx);
    return new OnnxImport(onnx, frozen.model(), Optional.of(frozen));
  }

  public Model model() {
    return model;
  }

  /** With the scales of its activations, if {@link OnnxExport} wrote the file. */
  public Optional<FrozenModel> frozen() {
    return frozen;
  }

  /** What the file says of itself under this key. */
  public Optional<String> metadata(String key) {
    return onnx.metadata(key);
  }
}
