package io.tintin.core.plan;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.model.Node;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shapes, parameters, multiplications and bytes of a model, layer by layer.
 *
 * @param input shape of one example
 * @param rows one of each layer
 */
public record ModelSummary(Shape input, List<Row> rows) {
  /**
   * One layer.
   *
   * @param name of its kind
   * @param inputs numbers of the values that it takes, 0 being the input of the model
   * @param output shape of one example
   * @param parameters shapes of what it learns, int8
   * @param multiplications of weights with activations, forward, of one example
   */
  public record Row(
      String name,
      List<Integer> inputs,
      Shape output,
      List<Shape> parameters,
      long multiplications) {
    public Row {
      inputs = List.copyOf(inputs);
      parameters = List.copyOf(parameters);
    }

    /** How many values it learns. */
    public long parameterCount() {
      return parameters.stream().mapToLong(Shape::size).sum();
    }
  }

  public ModelSummary {
    rows = List.copyOf(rows);
  }

  /** The summary of an architecture. */
  public static ModelSummary of(ModelSpec spec) {
    List<Shape> shapes = spec.shapes();
    List<Row> rows = new ArrayList<>();
    for (int n = 0; n < spec.nodes().size(); n++) {
      Node node = spec.nodes().get(n);
      Layer layer = node.layer();
      List<Shape> parameters = layer.parameterShapes();
      int first = node.inputs().get(0);
      long uses = layer.gradientTerms(shapes.get(first));
      long multiplications = parameters.isEmpty() ? 0 : uses * parameters.get(0).size();
      String name = layer.getClass().getSimpleName();
      rows.add(new Row(name, node.inputs(), shapes.get(n + 1), parameters, multiplications));
    }
    return new ModelSummary(spec.input(), rows);
  }

  /** All values that are learned, one byte each. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameterCount).sum();
  }

  /** Multiplications of a forward pass of one example. */
  public long multiplications() {
    return rows.stream().mapToLong(Row::multiplications).sum();
  }

  /** Bytes of all activations of one example, the input among them, as training keeps them. */
  public long activationBytes() {
    return input.size() + rows.stream().mapToLong(row -> row.output.size()).sum();
  }

  /** A table with a line for each layer, and the sums. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(line("", "layer", "output", "weights", "parameters", "MAC"));
    text.append(line("", "input", input, "", "", ""));
    for (int n = 0; n < rows.size(); n++) {
      Row row = rows.get(n);
      boolean isNext = row.inputs.equals(List.of(n));
      String name = isNext ? row.name : row.name + " of " + row.inputs;
      Object weights = row.parameters.isEmpty() ? "" : row.parameters.get(0);
      text.append(
          line(
              n + 1,
              name,
              row.output,
              weights,
              count(row.parameterCount()),
              count(row.multiplications)));
    }
    text.append(line("", "total", "", "", count(parameters()), count(multiplications())));
    text.append(
        String.format(Locale.ROOT, "activations of one example: %,d bytes%n", activationBytes()));
    return text.toString();
  }

  private static String count(long value) {
    return value == 0 ? "" : String.format(Locale.ROOT, "%,d", value);
  }

  private static String line(
      Object number, Object name, Object output, Object weights, Object parameters, Object mac) {
    return String.format(
        Locale.ROOT,
        "%3s  %-22s %-14s %-16s %12s %14s%n",
        number,
        name,
        output,
        weights,
        parameters,
        mac);
  }
}
