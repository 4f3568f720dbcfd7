package io.tintin.cli.onnx;

import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerScratch;
import io.tintin.core.layer.LayerSite;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * A layer whose every output depends on one value alone, as a table that the layer itself fills.
 */
final class TableConverter<L extends Layer> implements Converter<L> {
  private static final Shape[] ONE_VALUE = {Shape.of(1)};

  @Override
  public Activation convert(L layer, Site site) {
    Int8Buffer input = new Int8Buffer(Tables.SIZE);
    for (int i = 0; i < Tables.SIZE; i++) {
      input.values[i] = (byte) i;
    }
    Activation from = site.input();
    input.setScale(from.shift(), from.up(), from.down());
    Int8Buffer output = run(layer, input);
    Tables.addInt8(site, from, output.values, site.output());
    return new Activation(site.output(), site.outputShape(), output.shift, output.up, output.down);
  }

  private static Int8Buffer run(Layer layer, Int8Buffer input) {
    Int8Buffer output = new Int8Buffer(Tables.SIZE);
    LayerSite all =
        new LayerSite(
            layer,
            ONE_VALUE,
            new Int8Buffer[0],
            new Int8Buffer[] {input},
            output,
            new Int32Buffer(Tables.SIZE),
            LayerScratch.of(List.of(layer), List.<Shape[]>of(ONE_VALUE), Tables.SIZE, false),
            Rescaling.DYNAMIC.newRequantizer());
    all.batch = Tables.SIZE;
    layer.forward(all);
    return output;
  }
}
