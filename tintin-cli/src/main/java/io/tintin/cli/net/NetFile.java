package io.tintin.cli.net;

import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An architecture as lines of text, one layer a line; what follows a {@code #} is a remark. Inputs
 * of a layer are the outputs of the one before.
 *
 * <pre>
 * input 28 28 1          # optional: height, width and channels, or the number of features
 * conv2d 20 kernel=5     # channels; also stride=1 padding=0 groups=1 bias=yes
 * relu
 * maxpool 2              # size of the window; also stride=2, else that size
 * flatten
 * dense 10               # outputs; also bias=yes
 * </pre>
 */
final class NetFile {
  /** Largest file. */
  static final int MAX_BYTES = 1 << 16;

  private @Nullable Shape input;
  private @Nullable Shape shape;
  private final List<Layer> layers = new ArrayList<>();

  private NetFile() {}

  /**
   * Reads the lines.
   *
   * @param given shape of the examples, which an input line must equal
   * @throws MalformedNetException naming the line, the field, the rule and the value
   */
  static ModelSpec parse(List<String> lines, Optional<Shape> given) throws MalformedNetException {
    NetFile file = new NetFile();
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      try {
        file.add(text.split("\\s+"), given);
      } catch (MalformedNetException | IllegalArgumentException e) {
        throw new MalformedNetException("net line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    if (file.input == null || file.layers.isEmpty()) {
      throw new MalformedNetException("net file must have a layer: " + lines.size() + " lines");
    }
    return ModelSpec.of(file.input, file.layers.toArray(Layer[]::new));
  }

  private void add(String[] words, Optional<Shape> given) throws MalformedNetException {
    if (words[0].equals("input")) {
      setInput(words, given);
      return;
    }
    if (layers.size() == ModelSpec.MAX_LAYERS) {
      throw new MalformedNetException("layers must be at most " + ModelSpec.MAX_LAYERS);
    }
    Shape before = shape;
    if (before == null) {
      before =
          given.orElseThrow(
              () ->
                  new MalformedNetException(
                      "first line must be the input where no data gives it: " + words[0]));
      input = before;
    }
    Layer layer = layer(words, before);
    shape = layer.outputShape(before);
    layers.add(layer);
  }

  private void setInput(String[] words, Optional<Shape> given) throws MalformedNetException {
    if (shape != null) {
      throw new MalformedNetException("input must be the first line: it comes again or late");
    }
    int[] extents = new int[words.length - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = number("extent", 1, Shape.MAX_SIZE, words[i + 1]);
    }
    Shape said = Shape.of(extents);
    if (given.isPresent() && !given.get().equals(said)) {
      throw new MalformedNetException(
          "input must be " + given.get() + ", as the examples are: " + said);
    }
    input = said;
    shape = said;
  }

  private static Layer layer(String[] words, Shape before) throws MalformedNetException {
    Options options = new Options(words);
    Layer layer =
        switch (words[0]) {
          case "conv1d" -> conv1d(options, before);
          case "conv2d" -> conv2d(options, before);
          case "relu" -> new Relu();
          case "leakyrelu" -> new LeakyRelu(options.number("shift", 3));
          case "tanh" -> new Tanh();
          case "dropout" -> dropout(options.word("rate"));
          case "layernorm" -> new LayerNorm(Math.max(before.channels(), flatSize(before)));
          case "maxpool" -> {
            int size = options.size("window");
            yield new MaxPool2d(size, options.number("stride", size));
          }
          case "avgpool" -> {
            int size = options.size("window");
            yield new AveragePool2d(size, options.number("stride", size));
          }
          case "globalavgpool" -> new GlobalAveragePool();
          case "flatten" -> new Flatten();
          case "dense" -> new Dense(before.size(), options.size("outputs"), options.isYes("bias"));
          default ->
              throw new MalformedNetException(
                  "layer must be input, conv1d, conv2d, relu, leakyrelu, tanh, dropout, layernorm, maxpool,"
                      + " avgpool, globalavgpool, flatten or dense: "
                      + words[0]);
        };
    options.end();
    return layer;
  }

  private static Layer conv2d(Options options, Shape before) throws MalformedNetException {
    if (before.rank() != 3) {
      throw new MalformedNetException(
          "conv2d input must be an image [height, width, channels]: " + before);
    }
    int kernel = options.number("kernel", 3);
    return new Conv2d(
        before.extent(2),
        options.size("channels"),
        kernel,
        kernel,
        options.number("stride", 1),
        options.number("padding", 0),
        options.number("dilation", 1),
        options.number("groups", 1),
        options.isYes("bias"));
  }

  private static Layer conv1d(Options options, Shape before) throws MalformedNetException {
    if (before.rank() != 2) {
      throw new MalformedNetException(
          "conv1d input must be a sequence [length, channels]: " + before);
    }
    return new Conv1d(
        before.channels(),
        options.size("channels"),
        options.number("kernel", 3),
        options.number("stride", 1),
        options.number("padding", 0),
        options.number("dilation", 1),
        options.number("groups", 1),
        options.isYes("bias"));
  }

  private static Layer dropout(String rate) throws MalformedNetException {
    return switch (rate) {
      case "1/2" -> new Dropout(Dropout.Rate.HALF);
      case "1/5" -> new Dropout(Dropout.Rate.FIFTH);
      case "3/16" -> new Dropout(Dropout.Rate.THREE_SIXTEENTHS);
      default -> throw new MalformedNetException("rate must be 1/2, 1/5 or 3/16: " + rate);
    };
  }

  /** Values of a flat shape; 1 of others, whose channels count. */
  private static int flatSize(Shape shape) {
    return shape.rank() == 2 || shape.rank() == 3 ? 1 : shape.size();
  }

  static int number(String name, int least, int most, String text) throws MalformedNetException {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of bounds is.
    }
    throw new MalformedNetException(
        name + " must be an integer in [" + least + ", " + most + "]: " + text);
  }

  /** The words after the name of a layer: perhaps a size, then pairs. */
  private static final class Options {
    private final List<String> plain = new ArrayList<>();
    private final Map<String, String> named = new HashMap<>();

    Options(String[] words) throws MalformedNetException {
      for (String word : Arrays.copyOfRange(words, 1, words.length)) {
        int equals = word.indexOf('=');
        if (equals < 0) {
          plain.add(word);
        } else if (named.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
          throw new MalformedNetException("option must be given once: " + word);
        }
      }
    }

    int size(String name) throws MalformedNetException {
      return NetFile.number(name, 1, Shape.MAX_SIZE, word(name));
    }

    String word(String name) throws MalformedNetException {
      if (plain.isEmpty()) {
        throw new MalformedNetException(name + " must follow the name of the layer: nothing does");
      }
      return plain.remove(0);
    }

    int number(String name, int otherwise) throws MalformedNetException {
      String text = named.remove(name);
      return text == null ? otherwise : NetFile.number(name, 0, Shape.MAX_SIZE, text);
    }

    boolean isYes(String name) throws MalformedNetException {
      String text = named.remove(name);
      if (text != null && !text.equals("yes") && !text.equals("no")) {
        throw new MalformedNetException(name + " must be yes or no: " + text);
      }
      return text == null || text.equals("yes");
    }

    /** What was not asked for is not known. */
    void end() throws MalformedNetException {
      plain.addAll(named.keySet());
      if (!plain.isEmpty()) {
        throw new MalformedNetException("option must be one that the layer has: " + plain.get(0));
      }
    }
  }
}
