package io.tintin.cli.net;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An architecture as lines of text, one layer a line; what follows a {@code #} is a remark. A layer
 * takes the output of the line before, or those that {@code from} names; {@code as} gives its own
 * output a name. The last line is the output of the model.
 *
 * <pre>
 * input 28 28 1          # optional: height width channels, length channels, or features
 * conv2d 20 kernel=5     # channels; also stride=1 padding=0 groups=1 bias=yes
 * relu as trunk
 * conv2d 20 padding=1
 * relu as branch
 * from trunk branch: add
 * maxpool 2              # size of the window; also stride=2, else that size
 * flatten
 * dense 10               # outputs; also bias=yes
 * </pre>
 */
final class NetFile {
  /** Largest file. */
  static final int MAX_BYTES = 1 << 16;

  private static final String INPUT = "input";
  private static final String FROM = "from";
  private static final String AS = "as";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private final GraphBuilder graph;

  /** Of all values, by their numbers in the graph: the input, then the output of each layer. */
  private final List<Shape> shapes = new ArrayList<>();

  private final Map<String, Integer> named = new HashMap<>(Map.of(INPUT, GraphBuilder.INPUT));

  /** What to say of each value that no layer takes yet. */
  private final NavigableMap<Integer, String> untaken = new TreeMap<>();

  private NetFile(Shape input) {
    this.graph = new GraphBuilder(input);
    shapes.add(input);
  }

  /**
   * Reads the lines.
   *
   * @param given shape of the examples, which an input line must equal; flat ones may be of any
   *     shape with as many values
   * @throws MalformedNetException naming the line, the field, the rule and the value
   */
  static ModelSpec parse(List<String> lines, Optional<Shape> given) throws MalformedNetException {
    NetFile file = null;
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (text.isEmpty()) {
        continue;
      }
      String line = "net line " + (i + 1) + ": ";
      try {
        boolean isInput = words(text)[0].equals(INPUT);
        if (file == null) {
          file = new NetFile(isInput ? input(words(text), given) : examples(text, given));
        } else if (isInput) {
          throw new MalformedNetException("input must be the first line: it comes again or late");
        }
        if (!isInput) {
          file.add(text, line);
        }
      } catch (MalformedNetException | IllegalArgumentException e) {
        throw new MalformedNetException(line + e.getMessage(), e);
      }
    }
    if (file == null || file.shapes.size() == 1) {
      throw new MalformedNetException("net file must have a layer: " + lines.size() + " lines");
    }
    return file.build();
  }

  private static String[] words(String text) {
    return text.split("\\s+");
  }

  private static Shape input(String[] words, Optional<Shape> given) throws MalformedNetException {
    int[] extents = new int[words.length - 1];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = LayerWords.number("extent", 1, Shape.MAX_SIZE, words[i + 1]);
    }
    Shape said = Shape.of(extents);
    if (given.isPresent() && !NetParser.takes(said, given.get())) {
      throw new MalformedNetException(
          "input must be " + given.get() + ", as the examples are: " + said);
    }
    return said;
  }

  private static Shape examples(String text, Optional<Shape> given) throws MalformedNetException {
    return given.orElseThrow(
        () ->
            new MalformedNetException(
                "first line must be the input where no data gives it: " + text));
  }

  private ModelSpec build() throws MalformedNetException {
    untaken.remove(shapes.size() - 1);
    if (!untaken.isEmpty()) {
      throw new MalformedNetException(untaken.firstEntry().getValue());
    }
    return graph.build();
  }

  private void add(String text, String line) throws MalformedNetException {
    if (shapes.size() > ModelSpec.MAX_LAYERS) {
      throw new MalformedNetException("layers must be at most " + ModelSpec.MAX_LAYERS);
    }
    int[] inputs = {shapes.size() - 1};
    String rest = text;
    if (words(text)[0].equals(FROM)) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw new MalformedNetException("from must have a colon after its names: " + text);
      }
      inputs = values(words(text.substring(FROM.length(), colon).strip()));
      rest = text.substring(colon + 1).strip();
    }
    String[] words = words(rest);
    boolean isNamed = words.length > 2 && words[words.length - 2].equals(AS);
    String[] ofLayer = isNamed ? Arrays.copyOf(words, words.length - 2) : words;
    addLayer(ofLayer, inputs);
    int value = shapes.size() - 1;
    untaken.put(value, line + "output must be taken by a later line, or be the last: " + text);
    if (isNamed) {
      name(words[words.length - 1], value);
    }
  }

  private int[] values(String[] names) throws MalformedNetException {
    int[] values = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      Integer value = named.get(names[i]);
      if (value == null) {
        throw new MalformedNetException(
            "name must be one of " + new TreeSet<>(named.keySet()) + ": " + names[i]);
      }
      values[i] = value;
    }
    return values;
  }

  private void addLayer(String[] words, int[] inputs) throws MalformedNetException {
    Shape[] taken = Arrays.stream(inputs).mapToObj(shapes::get).toArray(Shape[]::new);
    Layer layer = LayerWords.parse(words, taken[0]);
    shapes.add(layer.outputShape(taken));
    graph.add(layer, inputs);
    for (int input : inputs) {
      untaken.remove(input);
    }
  }

  private void name(String name, int value) throws MalformedNetException {
    if (!NAME.matcher(name).matches()) {
      throw new MalformedNetException(
          "name must be a letter, then letters, digits, - and _, at most 64: " + name);
    }
    if (named.putIfAbsent(name, value) != null) {
      throw new MalformedNetException("name must be new: " + name);
    }
  }
}
