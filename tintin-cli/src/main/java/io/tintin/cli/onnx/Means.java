package io.tintin.cli.onnx;

import java.util.List;

/** What all average poolings share: the mean of a sum, rounded as a layer rounds it. */
final class Means {
  /** Steps of a mean in one step of what it is of: {@code 2^FRACTION_BITS}. */
  private static final int FRACTION_BITS = 8;

  private Means() {}

  /**
   * Adds {@code 2^8 * sum / count}, rounded to nearest, ties away from zero, and requantises it.
   *
   * <p>Division of int32 truncates, so the half that rounds has the sign of the sum. What is
   * divided, {@code 2^9 * sum ± count}, is below 2^31 for every window that a layer takes.
   *
   * @param sum int32
   */
  static Activation add(Site site, String sum, int count) {
    OnnxGraph graph = site.graph();
    String sign = graph.add("Sign", List.of(sum), site.name("sign"));
    String half = graph.add("Mul", List.of(sign, graph.int32(count)), site.name("half"));
    String factor = graph.int32(2 << FRACTION_BITS);
    String doubled = graph.add("Mul", List.of(sum, factor), site.name("doubled"));
    String dividend = graph.add("Add", List.of(doubled, half), site.name("dividend"));
    String divisor = graph.int32(2 * count);
    String mean = graph.add("Div", List.of(dividend, divisor), site.name("mean"));
    Activation input = site.input();
    int shift = site.checked("mean", input.shift() - FRACTION_BITS);
    String acc = graph.dequantizedInt32(mean, shift, site.name("acc"));
    return site.requantized(
        new Activation(acc, site.outputShape(), shift, input.up(), input.down()));
  }
}
