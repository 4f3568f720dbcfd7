package io.tintin.cli.onnx;

import io.tintin.core.layer.Relu;
import java.util.List;

/** {@link Relu} as Relu; the scale stays, so nothing is rounded. */
final class ReluConverter implements Converter<Relu> {
  @Override
  public Activation convert(Relu layer, Site site) {
    String real = site.graph().dequantized(site.input());
    String positive = site.graph().add("Relu", List.of(real), site.name("positive"));
    site.graph().quantized(positive, site.input().shift(), site.output());
    return site.sameScale();
  }
}
