package io.tintin.cli.onnx;

import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * {@link GlobalAveragePool} as ReduceSum and a division of int32; GlobalAveragePool would round.
 */
final class GlobalAveragePoolConverter implements Converter<GlobalAveragePool> {
  @Override
  public Activation convert(GlobalAveragePool layer, Site site) {
    OnnxGraph graph = site.graph();
    Shape input = site.input().shape();
    boolean isImage = input.rank() == 3;
    String axes =
        isImage
            ? graph.addInt64(site.name("axes"), List.of(2), 2, 3)
            : graph.addInt64(site.name("axes"), List.of(1), 2);
    String wide = graph.index(site.input());
    List<OnnxGraph.Attribute> drop = List.of(OnnxGraph.Attribute.of("keepdims", 0));
    String sum = graph.add("ReduceSum", List.of(wide, axes), site.name("sum"), drop);
    return Means.add(site, sum, input.size() / input.channels());
  }
}
