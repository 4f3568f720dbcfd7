package io.tintin.cli.onnx;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link LayerNorm} in int64 up to the normalised values, which are int8; their product with the
 * gain, and the bias, are float32 that is exact.
 */
final class LayerNormConverter implements Converter<LayerNorm> {
  private static final int GAIN = 0;
  private static final int BIAS = 1;

  @Override
  public Activation convert(LayerNorm layer, Site site) {
    Int8Tensor gain = site.parameters().get(GAIN);
    Scale scale = gain.scale();
    int shift = site.checked("accumulator", scale.shift() - NormalizedValues.FRACTION_BITS);
    Activation acc =
        new Activation(site.name("acc"), site.outputShape(), shift, scale.up(), scale.down());
    int[] bias = Products.bias(site.parameters().get(BIAS), acc, Conv2d.MAX_BIAS);
    Products.checkSums(site, gain.toArray(), bias);

    OnnxGraph graph = site.graph();
    List<Integer> extents = parameterExtents(site.outputShape());
    String normalized = NormalizedValues.add(site);
    String stored = graph.addInt8(site.name("gain"), extents, gain.toArray());
    String storedBias = graph.addInt32(site.name("bias"), extents, bias);
    List<String> factors =
        List.of(
            graph.dequantizedInt32(
                normalized, -NormalizedValues.FRACTION_BITS, site.name("normalized_real")),
            graph.dequantized(stored, site.checked("gain", scale.shift()), site.name("gain_real")));
    List<String> terms =
        List.of(
            graph.add("Mul", factors, site.name("gained")),
            graph.dequantizedInt32(storedBias, shift, site.name("bias_real")));
    graph.add("Add", terms, acc.name());
    return site.requantized(acc);
  }

  /** One for each channel of {@code [channels, …]}, or for each value of a flat shape. */
  private static List<Integer> parameterExtents(Shape shape) {
    boolean hasChannels = shape.rank() == 2 || shape.rank() == 3;
    List<Integer> extents = new ArrayList<>();
    for (int i = 0; i < shape.rank(); i++) {
      extents.add(hasChannels ? 1 : shape.extent(i));
    }
    if (hasChannels) {
      extents.set(0, shape.channels());
    }
    return extents;
  }
}
