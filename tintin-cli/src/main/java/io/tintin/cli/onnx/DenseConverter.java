package io.tintin.cli.onnx;

import io.tintin.core.layer.Dense;
import java.util.List;

/**
 * {@link Dense} as Gemm.
 *
 * <p>Gemm halves a bias of twice the scale. That changes no value, but early versions of ONNX
 * Runtime, 1.20.0 for one, fuse any other quantised Gemm into an int8 operator (see {@link
 * OnnxExport}), whatever comes after it.
 */
final class DenseConverter implements Converter<Dense> {
  private static final Products.Operator GEMM =
      new Products.Operator(
          "Gemm",
          1,
          List.of(OnnxGraph.Attribute.of("transB", 1), OnnxGraph.Attribute.of("beta", 0.5f)));

  @Override
  public long fanIn(Dense layer) {
    return layer.inputs();
  }

  @Override
  public Activation convert(Dense layer, Site site) {
    Site flat = site.input().shape().rank() == 1 ? site : flattened(site);
    byte[] weights = site.parameters().get(0).toArray();
    List<Integer> extents = List.of(layer.outputs(), layer.inputs());
    return Products.add(flat, weights, extents, Dense.MAX_BIAS, GEMM);
  }

  /** A dense layer also takes a shape of rank 4, row-major. */
  private static Site flattened(Site site) {
    Activation input = site.input();
    String flat = site.name("flat");
    site.graph().add("Flatten", List.of(input.name()), flat);
    return site.withInput(input.withTensor(flat, input.shape()));
  }
}
