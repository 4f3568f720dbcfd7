package io.tintin.core.layer;

import io.tintin.core.internal.kernel.ConvGeometry;
import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.internal.kernel.KernelScratch;
import io.tintin.core.internal.kernel.PoolGeometry;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * Memory that layers need for the length of a call. The layers of a thread share one that is large
 * enough for each of them.
 */
public final class LayerScratch {
  final KernelScratch kernels;

  /** A bias at the scale of the sums. */
  final int[] bias;

  private LayerScratch(KernelScratch.Size size, int biasLength) {
    this.kernels = new KernelScratch(size);
    this.bias = new int[biasLength];
  }

  /**
   * Enough for these layers.
   *
   * @param inputs shapes of the inputs of each layer
   * @param batch most examples of a pass
   * @param trains whether there is a backward pass
   */
  public static LayerScratch of(
      List<Layer> layers, List<Shape[]> inputs, int batch, boolean trains) {
    KernelScratch.Size size = KernelScratch.Size.NONE;
    int biasLength = 0;
    for (int l = 0; l < layers.size(); l++) {
      size = size.max(sizeOf(layers.get(l), inputs.get(l), batch, trains));
      biasLength = Math.max(biasLength, outputs(layers.get(l)));
    }
    return new LayerScratch(size, biasLength);
  }

  private static int outputs(Layer layer) {
    List<Shape> parameters = layer.parameterShapes();
    return parameters.isEmpty() ? 0 : parameters.get(0).extent(0);
  }

  private static KernelScratch.Size sizeOf(Layer layer, Shape[] inputs, int batch, boolean trains) {
    if (layer instanceof Dense dense) {
      return KernelChoice.KERNELS.denseSize(dense.outputs(), dense.inputs(), batch, trains);
    }
    PoolGeometry pool = MaxPooling.geometry(layer, inputs[0]);
    if (pool != null) {
      return KernelChoice.KERNELS.poolSize(pool, batch);
    }
    ConvGeometry geometry = Convolution.geometry(layer, inputs[0]);
    return geometry == null
        ? KernelScratch.Size.NONE
        : KernelChoice.KERNELS.convSize(geometry, batch, trains);
  }
}
