package io.tintin.cli.onnx;

import io.tintin.core.layer.Layer;

/** How layers of one kind become nodes of a graph. */
interface Converter<L extends Layer> {
  /** Most products in one accumulator; 0 if there are none. */
  default long fanIn(L layer) {
    return 0;
  }

  /** Adds the layer to the graph; what cannot be exact is {@linkplain Site#refuse refused}. */
  Activation convert(L layer, Site site);
}
