package io.tintin.cli.onnx;

import io.tintin.core.layer.Layer;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What an architecture alone says about its export. */
final class Limits {
  /** Most products of int8 values whose sum is at most 2^24. */
  static final int MAX_FAN_IN =
      Float32.MAX_INTEGER / (Int8Tensor.MAX_VALUE * Int8Tensor.MAX_VALUE); // 1,040

  private Limits() {}

  /** What no weights make exportable, with reasons. */
  static List<String> inexpressible(ModelSpec spec) {
    Shape output = spec.output();
    boolean isFlat = output.size() == output.extent(output.rank() - 1);
    return isFlat
        ? List.of()
        : List.of("model output must be flat or of one pixel [1, 1, channels]: " + output);
  }

  /** As above, and layers that only some weights make exportable. */
  static List<String> unsafe(ModelSpec spec) {
    List<String> reasons = new ArrayList<>(inexpressible(spec));
    for (int n = 0; n < spec.nodes().size(); n++) {
      Layer layer = spec.nodes().get(n).layer();
      long fanIn = Converters.of(layer).fanIn(layer);
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
