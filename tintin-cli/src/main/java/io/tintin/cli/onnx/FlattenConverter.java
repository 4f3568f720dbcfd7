package io.tintin.cli.onnx;

import io.tintin.core.layer.Flatten;
import java.util.List;

/** {@link Flatten} as Flatten of the int8 values, whose channels come first in both. */
final class FlattenConverter implements Converter<Flatten> {
  @Override
  public Activation convert(Flatten layer, Site site) {
    site.graph().add("Flatten", List.of(site.input().name()), site.output());
    return site.sameScale();
  }
}
