package io.tintin.cli.onnx;

import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The normalised values of a layer normalisation, in int64 operators.
 *
 * <pre>{@code
 * sum    = sum x,   spread = 4 * (N * sum x^2 - sum^2) + N^2
 * k      = how many of 4, 4^2, … 4^24 the spread reaches
 * V      = spread * 4^(30 - k)                               in [2^60, 2^62)
 * root   = floor(sqrt(V))
 * m      = (2^45 + floor(root / 2)) / root
 * xhat   = 64 * (N * x - sum) * m, 15 + k bits dropped, to nearest, and clipped to ±127
 * }</pre>
 *
 * <p>The root of float64 is put right: it goes up by one if the square of the next integer is not
 * above V, and down by one if its own is. So it need not be rounded well.
 */
final class NormalizedValues {
  /** Steps of a normalised value: {@code 2^-5}. */
  static final int FRACTION_BITS = 5;

  private static final int DOUBLE = 11; // TensorProto.DataType

  /** A spread is at most {@code 2^32 * (4 * 127^2 + 1)}, below 4^24. */
  private static final int MAX_LOG4 = 24;

  private final Site site;
  private final OnnxGraph graph;

  private NormalizedValues(Site site) {
    this.site = site;
    this.graph = site.graph();
  }

  /** Adds the nodes; the output is int32. */
  static String add(Site site) {
    return new NormalizedValues(site).add();
  }

  private String add() {
    Shape shape = site.input().shape();
    String count = graph.int64(shape.size());
    String x = graph.cast(site.input().name(), OnnxGraph.INT64, site.name("x"));
    String sum = total("sum", x);
    String deviation = node("deviation", "Sub", node("scaled", "Mul", x, count), sum);
    String spread = spread(x, sum, shape.size(), count);
    String log = log4(spread);
    String root = root(node("normal", "Mul", spread, power("room", log, k -> 1L << (60 - 2 * k))));
    String half = node("half_root", "Div", root, graph.int64(2));
    String dividend = node("inverse_dividend", "Add", graph.int64(1L << 45), half);
    String inverse = node("inverse", "Div", dividend, root);
    return rounded(deviation, inverse, log);
  }

  private String spread(String x, String sum, int size, String count) {
    String squares = total("squares", node("square", "Mul", x, x));
    String first = node("scaled_squares", "Mul", squares, count);
    String variance = node("variance", "Sub", first, node("sum_square", "Mul", sum, sum));
    String four = node("four_variances", "Mul", variance, graph.int64(4));
    return node("spread", "Add", four, graph.int64((long) size * size));
  }

  /** How many powers of 4 the spread reaches: the largest k for which it is at least 4^k. */
  private String log4(String spread) {
    long[] below = IntStream.rangeClosed(1, MAX_LOG4).mapToLong(k -> (1L << (2 * k)) - 1).toArray();
    String powers = graph.addInt64(site.name("powers"), List.of(below.length), below);
    String reached = node("reached", "Greater", spread, powers);
    String ones = graph.cast(reached, OnnxGraph.INT64, site.name("reached_int64"));
    String last = graph.addInt64(site.name("last_axis"), List.of(1), -1);
    return node("log4", "ReduceSum", ones, last);
  }

  private String power(String name, String log, IntToLongFunction of) {
    long[] table = IntStream.rangeClosed(0, MAX_LOG4).mapToLong(of).toArray();
    String stored = graph.addInt64(site.name(name + "_table"), List.of(table.length), table);
    return node(name, "Gather", stored, log);
  }

  private String root(String value) {
    String real = graph.cast(value, DOUBLE, site.name("normal_double"));
    String near = node("root_double", "Sqrt", real);
    String floor = graph.cast(near, OnnxGraph.INT64, site.name("root_near"));
    String next = node("root_next", "Add", floor, graph.int64(1));
    String over = node("is_low", "Greater", node("next_square", "Mul", next, next), value);
    String up = node("root_up", "Where", over, floor, next);
    String high = node("is_high", "Greater", node("near_square", "Mul", floor, floor), value);
    String less = node("root_less", "Sub", floor, graph.int64(1));
    return node("root", "Where", high, less, up);
  }

  /**
   * As division truncates, the half that rounds has the sign of the product. It is taken of the
   * deviation, below 2^25: Sign of an int64 beyond int32 is wrong in ONNX Runtime.
   */
  private String rounded(String deviation, String inverse, String log) {
    String product = node("product", "Mul", deviation, inverse);
    String doubled = node("shifted", "Mul", product, graph.int64(2L << FRACTION_BITS));
    String sign = node("sign", "Sign", deviation);
    String half = node("half", "Mul", sign, power("half_unit", log, k -> 1L << (14 + k)));
    String dividend = node("dividend", "Add", doubled, half);
    String wide = node("wide", "Div", dividend, power("unit", log, k -> 1L << (15 + k)));
    String least = graph.int64(-Int8Tensor.MAX_VALUE);
    String most = graph.int64(Int8Tensor.MAX_VALUE);
    String clipped = node("narrow", "Clip", wide, least, most);
    return graph.cast(clipped, OnnxGraph.INT32, site.name("normalized"));
  }

  /** Over all values of an example; extents of 1 stay, so that it goes with each of them. */
  private String total(String name, String of) {
    long[] axes = LongStream.rangeClosed(1, site.input().shape().rank()).toArray();
    String stored = graph.addInt64(site.name(name + "_axes"), List.of(axes.length), axes);
    return node(name, "ReduceSum", of, stored);
  }

  private String node(String name, String operator, String... inputs) {
    return graph.add(operator, List.of(inputs), site.name(name));
  }
}
