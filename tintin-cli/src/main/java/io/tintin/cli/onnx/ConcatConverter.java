package io.tintin.cli.onnx;

import io.tintin.core.layer.Concat;
import io.tintin.core.quant.Rescale;
import io.tintin.core.tensor.Int8Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@link Concat} as Concat along the channels, of int8 values that tables bring to one scale. */
final class ConcatConverter implements Converter<Concat> {
  private static final long ONE = Rescale.ratio(0, 0, 0);

  @Override
  public Activation convert(Concat layer, Site site) {
    Activation coarsest = Activation.coarsest(site.inputs());
    List<String> parts = new ArrayList<>();
    for (Activation input : site.inputs()) {
      long ratio = input.ratioTo(coarsest);
      String part = site.name("part" + parts.size());
      parts.add(ratio == ONE ? input.name() : rescaled(site, input, ratio, part));
    }
    site.graph().add("Concat", parts, site.output(), List.of(OnnxGraph.Attribute.of("axis", 1)));
    return coarsest.withTensor(site.output(), site.outputShape());
  }

  private static String rescaled(Site site, Activation input, long ratio, String output) {
    int[] values = Tables.rescaled(ratio, Int8Tensor.MAX_VALUE);
    byte[] table = new byte[Tables.SIZE];
    for (int i = 0; i < Tables.SIZE; i++) {
      table[i] = (byte) values[i];
    }
    return Tables.addInt8(site, input, table, output);
  }
}
