package io.tintin.cli.onnx;

import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.cli.onnx.read.OnnxModel;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.ParameterKind;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an exported file says of its model in metadata, so that import gives the same one: all but
 * the weights and gains, which are initializers of the graph.
 *
 * <p>The graph does not have it all: of scales it knows the power of two alone, and a bias is there
 * in steps of its accumulator.
 */
final class ModelText {
  /** Present in every file that can be read back. */
  static final String LAYERS = "tintin.layers";

  private static final String SHA256 = "tintin.model.sha256";
  private static final String INPUT_SHAPE = "tintin.input.shape";
  private static final String INPUT_SCALE = "tintin.input.scale";
  private static final String SCALES = "tintin.parameter.scales";
  private static final String BIASES = "tintin.biases";
  private static final String SHIFTS = "tintin.shifts";
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
  private static final Pattern SCALE =
      Pattern.compile("2\\^(-?\\d{1,3}) \\(5/4\\)\\^(-?\\d{1,3}) \\(13/16\\)\\^(-?\\d{1,3})");

  private final OnnxModel onnx;

  private ModelText(OnnxModel onnx) {
    this.onnx = onnx;
  }

  static SortedMap<String, String> write(FrozenModel frozen) {
    Model model = frozen.model();
    ModelSpec spec = model.spec();
    SortedMap<String, String> text = new TreeMap<>();
    text.put(SHA256, model.id().sha256());
    text.put(INPUT_SHAPE, numbers(extents(spec.input())));
    text.put(INPUT_SCALE, frozen.inputScale().toString());
    text.put(LAYERS, spec.nodes().stream().map(LayerText::write).collect(Collectors.joining("\n")));
    text.put(
        SCALES,
        model.parameters().stream()
            .map(tensor -> tensor.scale().toString())
            .collect(Collectors.joining("\n")));
    text.put(BIASES, biases(model));
    text.put(SHIFTS, numbers(frozen.shifts()));
    return text;
  }

  private static List<Integer> extents(Shape shape) {
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      extents.add(shape.extent(i));
    }
    return extents;
  }

  private static String numbers(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static String biases(Model model) {
    StringBuilder hex = new StringBuilder();
    int p = 0;
    for (Layer layer : model.spec().layers()) {
      for (int i = 0; i < layer.parameterShapes().size(); i++) {
        Int8Tensor parameter = model.parameters().get(p++);
        if (layer.parameterKind(i) == ParameterKind.BIAS) {
          hex.append(HexFormat.of().formatHex(parameter.toArray()));
        }
      }
    }
    return hex.toString();
  }

  /**
   * The model of which a file was written, with its hash and its graph.
   *
   * @throws MalformedOnnxException if they are not those of the file
   */
  static FrozenModel read(OnnxModel onnx) throws MalformedOnnxException {
    try {
      FrozenModel frozen = new ModelText(onnx).read();
      if (!onnx.hasGraph(OnnxExport.of(frozen).graphBytes())) {
        throw new MalformedOnnxException(
            "graph must be the one that is written of its model: it was changed, or written by"
                + " another version");
      }
      return frozen;
    } catch (IllegalArgumentException e) {
      throw new MalformedOnnxException("metadata " + e.getMessage(), e);
    }
  }

  private FrozenModel read() throws MalformedOnnxException {
    int[] extents = numbers(INPUT_SHAPE).stream().mapToInt(Integer::intValue).toArray();
    List<Node> nodes =
        text(LAYERS).lines().limit(ModelSpec.MAX_LAYERS + 1).map(LayerText::read).toList();
    ModelSpec spec = new ModelSpec(Shape.of(extents), nodes);
    Model model = new Model(spec, parameters(spec));
    if (!model.id().sha256().equals(text(SHA256))) {
      throw MalformedOnnxException.of(SHA256, model.id() + ", of what was read", text(SHA256));
    }
    return new FrozenModel(model, scale(text(INPUT_SCALE)), numbers(SHIFTS));
  }

  private List<Int8Tensor> parameters(ModelSpec spec) throws MalformedOnnxException {
    List<String> scales = text(SCALES).lines().toList();
    int count = spec.parameterShapes().size();
    if (scales.size() != count) {
      throw MalformedOnnxException.of(SCALES, count + " lines", scales.size());
    }
    byte[] biases = biases();
    int biasesRead = 0;
    List<Int8Tensor> parameters = new ArrayList<>();
    for (int n = 0; n < spec.nodes().size(); n++) {
      Layer layer = spec.nodes().get(n).layer();
      for (int i = 0; i < layer.parameterShapes().size(); i++) {
        Shape shape = layer.parameterShapes().get(i);
        Scale scale = scale(scales.get(parameters.size()));
        byte[] values;
        if (layer.parameterKind(i) == ParameterKind.BIAS) {
          int end = Math.min(biasesRead + shape.size(), biases.length);
          values = Arrays.copyOfRange(biases, biasesRead, end);
          biasesRead = end;
        } else {
          values = Products.channelsLast(shape, initializer(n, layer.parameterKind(i)));
        }
        parameters.add(Int8Tensor.of(shape, scale, values));
      }
    }
    if (biasesRead != biases.length) {
      throw MalformedOnnxException.of(BIASES + " size", biasesRead, biases.length);
    }
    return parameters;
  }

  private byte[] initializer(int node, ParameterKind kind) throws MalformedOnnxException {
    String part = kind == ParameterKind.GAIN ? "gain" : "weights";
    return onnx.initializer(Site.name(node, part)).int8();
  }

  private String text(String key) throws MalformedOnnxException {
    return onnx.metadata(key)
        .orElseThrow(() -> MalformedOnnxException.of("metadata " + key, "there", "absent"));
  }

  private List<Integer> numbers(String key) throws MalformedOnnxException {
    List<Integer> numbers = new ArrayList<>();
    for (String number : text(key).split(" ", ModelSpec.MAX_LAYERS + 1)) {
      if (!NUMBER.matcher(number).matches()) {
        throw MalformedOnnxException.of(key, "integers below 10^9, with a space between", number);
      }
      numbers.add(Integer.valueOf(number));
    }
    return numbers;
  }

  private byte[] biases() throws MalformedOnnxException {
    try {
      return HexFormat.of().parseHex(text(BIASES));
    } catch (IllegalArgumentException e) {
      throw new MalformedOnnxException(BIASES + " must be hex digits: " + e.getMessage(), e);
    }
  }

  private static Scale scale(String text) {
    Matcher matcher = SCALE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("scale must be 2^a (5/4)^b (13/16)^c: " + text);
    }
    return Scale.of(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }
}
