package io.tintin.cli.onnx;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an architecture alone says about its export. */
final class Limits {
  /** Most products of int8 values whose sum is at most 2^24. */
  static final int MAX_FAN_IN =
      Float32.MAX_INTEGER / (Int8Tensor.MAX_VALUE * Int8Tensor.MAX_VALUE); // 1,040

  private Limits() {}

  /** Layers that no weights make exportable, with reasons. */
  static List<String> inexpressible(ModelSpec spec) {
    List<String> reasons = new ArrayList<>();
    for (int n = 0; n < spec.nodes().size(); n++) {
      Layer layer = spec.nodes().get(n).layer();
      if (Converters.of(layer).isEmpty()) {
        reasons.add(Site.describe(n, layer, "there is no exact ONNX form of this layer yet"));
      }
    }
    Shape output = spec.output();
    if (output.size() != output.extent(output.rank() - 1)) {
      reasons.add("model output must be flat or of one pixel [1, 1, channels]: " + output);
    }
    return reasons;
  }

  /** As above, and layers that only some weights make exportable. */
  static List<String> unsafe(ModelSpec spec) {
    List<String> reasons = inexpressible(spec);
    for (int n = 0; n < spec.nodes().size(); n++) {
      Layer layer = spec.nodes().get(n).layer();
      Optional<Converters.Bound<?>> converter = Converters.of(layer);
      long fanIn = converter.isPresent() ? converter.get().fanIn(layer) : 0;
      if (fanIn > MAX_FAN_IN) {
        String rule =
            "products of one output must be at most "
                + MAX_FAN_IN
                + ", or float32 could round their sum: ";
        reasons.add(Site.describe(n, layer, rule + fanIn));
      }
    }
    return reasons;
  }
}
