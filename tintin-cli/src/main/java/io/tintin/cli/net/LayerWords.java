package io.tintin.cli.net;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A layer and its options as the words of a line in a {@link NetFile}. */
final class LayerWords {
  private LayerWords() {}

  /**
   * The layer of these words.
   *
   * @param before shape of its first input
   * @throws MalformedNetException naming the field, the rule and the value
   */
  static Layer parse(String[] words, Shape before) throws MalformedNetException {
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
            int stride = options.number("stride", size);
            yield isSequence(before) ? new MaxPool1d(size, stride) : new MaxPool2d(size, stride);
          }
          case "avgpool" -> {
            int size = options.size("window");
            int stride = options.number("stride", size);
            yield isSequence(before)
                ? new AveragePool1d(size, stride)
                : new AveragePool2d(size, stride);
          }
          case "globalavgpool" -> new GlobalAveragePool();
          case "flatten" -> new Flatten();
          case "add" -> new Add();
          case "concat" -> new Concat();
          case "dense" -> new Dense(before.size(), options.size("outputs"), options.isYes("bias"));
          default ->
              throw new MalformedNetException(
                  "layer must be input, conv1d, conv2d, relu, leakyrelu, tanh, dropout, layernorm,"
                      + " maxpool, avgpool, globalavgpool, flatten, dense, add or concat: "
                      + words[0]);
        };
    options.end();
    return layer;
  }

  private static boolean isSequence(Shape shape) {
    return shape.rank() == 2;
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
    if (!isSequence(before)) {
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
      return LayerWords.number(name, 1, Shape.MAX_SIZE, word(name));
    }

    String word(String name) throws MalformedNetException {
      if (plain.isEmpty()) {
        throw new MalformedNetException(name + " must follow the name of the layer: nothing does");
      }
      return plain.remove(0);
    }

    int number(String name, int otherwise) throws MalformedNetException {
      String text = named.remove(name);
      return text == null ? otherwise : LayerWords.number(name, 0, Shape.MAX_SIZE, text);
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
