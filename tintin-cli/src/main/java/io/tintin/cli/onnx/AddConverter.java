package io.tintin.cli.onnx;

import io.tintin.core.layer.Add;
import io.tintin.core.rescaling.AlignedSum;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Add} as Sum of float32 that tables give: each term is an integer of at most 2^15 steps of
 * the sum, so that of all 16 is exact.
 */
final class AddConverter implements Converter<Add> {
  private static final int MAX_TERM = 1 << 15;

  @Override
  public Activation convert(Add layer, Site site) {
    Activation coarsest = Activation.coarsest(site.inputs());
    int shift = site.checked("sum", coarsest.shift() - AlignedSum.FRACTION_BITS);
    Activation acc =
        new Activation(site.name("acc"), site.outputShape(), shift, coarsest.up(), coarsest.down());
    List<String> terms = new ArrayList<>();
    for (Activation input : site.inputs()) {
      int[] table = Tables.rescaled(input.ratioTo(acc), MAX_TERM);
      String term = site.name("term" + terms.size());
      terms.add(Tables.addFloat32(site, input, table, shift, term));
    }
    site.graph().add("Sum", terms, acc.name());
    return site.requantized(acc);
  }
}
