package io.tintin.core.layer;

import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Sites of layers with any number of inputs, where every buffer is its own. */
public final class FreshSites {
  private FreshSites() {}

  /** A site whose gradients are all wanted, with dynamic rescaling. */
  public static LayerSite of(
      Layer layer, Int8Buffer[] parameters, Int8Buffer[] inputs, Shape[] shapes, int batch) {
    Shape output = layer.outputShape(shapes);
    int largest = Arrays.stream(shapes).mapToInt(Shape::size).max().orElseThrow();
    LayerSite site =
        new LayerSite(
            layer,
            shapes,
            parameters,
            inputs,
            new Int8Buffer(output.size() * batch),
            new Int32Buffer(Math.max(output.size(), largest) * batch),
            LayerScratch.of(List.of(layer), List.<Shape[]>of(shapes), batch, true),
            Rescaling.DYNAMIC.newRequantizer());
    site.batch = batch;
    site.isTraining = true;
    site.gradOutput = new Int8Buffer(output.size() * batch);
    Arrays.setAll(site.gradInputs, i -> new Int8Buffer(shapes[i].size() * batch));
    return site;
  }

  /** Values of a scale. */
  public static Int8Buffer buffer(int shift, int up, int down, int... values) {
    Int8Buffer buffer = new Int8Buffer(values.length);
    for (int i = 0; i < values.length; i++) {
      buffer.values[i] = (byte) values[i];
    }
    buffer.setScale(shift, up, down);
    return buffer;
  }

  /** The real value of one step. */
  public static double step(Int8Buffer buffer) {
    return step(buffer.shift, buffer.up, buffer.down);
  }

  /** The real value of one step. */
  public static double step(int shift, int up, int down) {
    return Math.scalb(Math.pow(1.25, up) * Math.pow(0.8125, down), shift);
  }
}
