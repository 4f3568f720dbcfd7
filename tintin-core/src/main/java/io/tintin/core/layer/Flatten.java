package io.tintin.core.layer;

import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/**
 * Makes a vector of an image, so that a dense layer can follow. Values and scale stay.
 *
 * <p>The vector has the order {@code [channels, height, width]}, in which an image lies inside a
 * step, not the {@code [height, width, channels]} of features at the border: so nothing moves. A
 * shape that is no image keeps its row-major order.
 */
public record Flatten() implements Layer {
  @Override
  public Shape outputShape(Shape... inputs) {
    return Shape.of(Accumulation.only("flatten", inputs).size());
  }

  @Override
  public void forward(LayerSite site) {
    copy(site.input(), site.output, site);
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    copy(site.gradOutput, site.gradInputs[0], site);
  }

  private static void copy(Int8Buffer from, Int8Buffer to, LayerSite site) {
    int count = site.inputShape().size() * site.batch;
    System.arraycopy(from.values, 0, to.values, 0, count);
    to.setScaleOf(from);
  }
}
