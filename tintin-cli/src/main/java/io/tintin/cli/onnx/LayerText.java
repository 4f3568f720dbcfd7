package io.tintin.cli.onnx;

import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Layer;
import io.tintin.core.model.Node;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer and its inputs as a line of text: the layer as a record shows itself, then the numbers of
 * the values that it takes. For example {@code MaxPool2d[size=2, stride=2] 3}.
 *
 * <p>Each layer is a record of numbers, booleans and a {@link Dropout.Rate}, so reading one is
 * calling its constructor, which checks them.
 */
final class LayerText {
  private static final Pattern LINE =
      Pattern.compile("(\\w{1,64})\\[([^\\[\\]]*)]((?: \\d{1,9})+)");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

  private LayerText() {}

  static String write(Node node) {
    StringBuilder text = new StringBuilder(node.layer().toString());
    node.inputs().forEach(input -> text.append(' ').append(input));
    return text.toString();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none, or not of a layer
   */
  static Node read(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("layer must be Name[name=value, …] inputs: " + line);
    }
    Layer layer = layer(matcher.group(1), matcher.group(2));
    List<Integer> inputs = new ArrayList<>();
    for (String input : matcher.group(3).strip().split(" ", -1)) {
      inputs.add(Integer.valueOf(input));
    }
    return new Node(layer, inputs);
  }

  private static Layer layer(String name, String values) {
    for (Class<?> kind : Layer.class.getPermittedSubclasses()) {
      if (kind.getSimpleName().equals(name)) {
        return create(kind, values.isEmpty() ? new String[0] : values.split(", ", -1));
      }
    }
    throw new IllegalArgumentException("layer must be a known one: " + name);
  }

  private static Layer create(Class<?> kind, String[] pairs) {
    RecordComponent[] components = kind.getRecordComponents();
    if (pairs.length != components.length) {
      throw new IllegalArgumentException(
          kind.getSimpleName() + " values must be " + components.length + ": " + pairs.length);
    }
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int c = 0; c < components.length; c++) {
      String prefix = components[c].getName() + "=";
      if (!pairs[c].startsWith(prefix)) {
        throw new IllegalArgumentException(
            kind.getSimpleName() + " value must be " + prefix + "…: " + pairs[c]);
      }
      types[c] = components[c].getType();
      arguments[c] = value(types[c], pairs[c].substring(prefix.length()));
    }
    try {
      Constructor<?> constructor = kind.getConstructor(types);
      return (Layer) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw cause;
      }
      throw new IllegalStateException("a layer's constructor fails by argument alone", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record has its public constructor", e);
    }
  }

  private static Object value(Class<?> type, String text) {
    if (type == int.class) {
      if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("value must be an int32, 0 or above: " + text);
      }
      return Integer.valueOf(text);
    }
    if (type == boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("value must be true or false: " + text);
      }
      return text.equals("true");
    }
    return Arrays.stream(Dropout.Rate.values())
        .filter(rate -> rate.name().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("rate must be one of a dropout: " + text));
  }
}
