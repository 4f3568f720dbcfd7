package io.tintin.cli.net;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code --net} names: {@code lenet5}, {@code lenet5-small}, {@code mlp:784-100-50-10}, or a
 * file in the form of {@link NetFile}.
 *
 * <p>{@code lenet5} is 20c5-50c5-500-classes and {@code lenet5-small} 6c5-16c5-120-84-classes: 5 x
 * 5 convolutions without padding, each with a ReLU and a 2 x 2 max pool after it, then dense
 * layers.
 */
public final class NetParser {
  /** Input of {@code lenet5} where no data says another one. */
  public static final Shape DIGITS = Shape.of(28, 28, 1);

  /** Classes of {@code lenet5} where no data says others. */
  public static final int DIGIT_CLASSES = 10;

  private static final String MLP = "mlp:";
  private static final int KERNEL = 5;

  private NetParser() {}

  /**
   * The architecture for examples of a shape with so many classes.
   *
   * @throws MalformedNetException if the text names none, or one that does not fit
   */
  public static ModelSpec parse(String net, Shape input, int classes) throws MalformedNetException {
    ModelSpec spec = build(net, Optional.of(input), classes);
    if (!takes(spec.input(), input)) {
      throw new MalformedNetException("net input must be " + input + ": " + spec.input());
    }
    if (spec.output().size() != classes) {
      throw new MalformedNetException(
          "net outputs must be " + classes + ", the classes of the data: " + spec.output().size());
    }
    return spec;
  }

  /**
   * Whether an architecture with this input takes examples of a shape: the same one, or a flat one
   * of as many values, which is read row-major.
   */
  public static boolean takes(Shape input, Shape examples) {
    return input.equals(examples) || (examples.rank() == 1 && examples.size() == input.size());
  }

  /** The architecture as it is without data: on digits, unless its text says its input. */
  public static ModelSpec parse(String net) throws MalformedNetException {
    return build(net, Optional.empty(), DIGIT_CLASSES);
  }

  private static ModelSpec build(String net, Optional<Shape> input, int classes)
      throws MalformedNetException {
    try {
      if (net.equals("lenet5")) {
        return lenet(input.orElse(DIGITS), List.of(20, 50), List.of(500, classes));
      }
      if (net.equals("lenet5-small")) {
        return lenet(input.orElse(DIGITS), List.of(6, 16), List.of(120, 84, classes));
      }
      if (net.startsWith(MLP)) {
        return mlp(net, input);
      }
      return NetFile.parse(lines(net), input);
    } catch (IllegalArgumentException e) {
      throw new MalformedNetException("net " + net + ": " + e.getMessage(), e);
    }
  }

  private static List<String> lines(String net) throws MalformedNetException {
    try {
      Path file = Path.of(net);
      if (!Files.isRegularFile(file) || Files.size(file) > NetFile.MAX_BYTES) {
        throw new MalformedNetException(
            "net must be lenet5, lenet5-small, mlp:inputs-…-outputs, or a file of at most "
                + NetFile.MAX_BYTES
                + " bytes: "
                + net);
      }
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new MalformedNetException("net file must be UTF-8: " + net, e);
    } catch (IOException | InvalidPathException e) {
      throw new MalformedNetException("net must be a file that can be read: " + net, e);
    }
  }

  private static ModelSpec lenet(Shape input, List<Integer> channels, List<Integer> widths) {
    List<Layer> layers = new ArrayList<>();
    int from = input.rank() == 3 ? input.extent(2) : 1;
    for (int to : channels) {
      layers.add(new Conv2d(from, to, KERNEL));
      layers.add(new Relu());
      layers.add(new MaxPool2d(2));
      from = to;
    }
    layers.add(new Flatten());
    addDense(layers, ModelSpec.of(input, layers.toArray(Layer[]::new)).output().size(), widths);
    return ModelSpec.of(input, layers.toArray(Layer[]::new));
  }

  private static ModelSpec mlp(String net, Optional<Shape> input) throws MalformedNetException {
    String[] parts = net.substring(MLP.length()).split("-", -1);
    List<Integer> widths = new ArrayList<>();
    for (String part : parts) {
      widths.add(LayerWords.number("width", 1, Shape.MAX_SIZE, part));
    }
    if (widths.size() < 2) {
      throw new MalformedNetException(
          "mlp must have inputs and outputs, as mlp:784-100-10: " + net);
    }
    List<Layer> layers = new ArrayList<>();
    if (input.isPresent() && input.get().rank() > 1) {
      layers.add(new Flatten());
    }
    addDense(layers, widths.get(0), widths.subList(1, widths.size()));
    return ModelSpec.of(input.orElse(Shape.of(widths.get(0))), layers.toArray(Layer[]::new));
  }

  /** Dense layers with a ReLU between each two. */
  private static void addDense(List<Layer> layers, int inputs, List<Integer> widths) {
    int from = inputs;
    for (int i = 0; i < widths.size(); i++) {
      if (i > 0) {
        layers.add(new Relu());
      }
      layers.add(new Dense(from, widths.get(i)));
      from = widths.get(i);
    }
  }
}
