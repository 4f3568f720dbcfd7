package io.tintin.core.layer;

import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Runs one layer by itself, with dynamic rescaling. */
public final class Sites {
  private Sites() {}

  public static LayerSite of(
      Layer layer, Int8Buffer[] parameters, Int8Buffer input, Shape shape, int batch) {
    int size = Math.max(shape.size(), layer.outputShape(shape).size()) * batch;
    return of(layer, parameters, input, shape, batch, new Int32Buffer(size), new Int8Buffer(size));
  }

  static LayerSite of(
      Layer layer,
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape shape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output) {
    Int8Buffer[] inputs = {input};
    LayerScratch scratch =
        LayerScratch.of(List.of(layer), List.<Shape[]>of(new Shape[] {shape}), batch, true);
    LayerSite site =
        new LayerSite(
            layer,
            new Shape[] {shape},
            parameters,
            inputs,
            output,
            acc,
            scratch,
            Rescaling.DYNAMIC.newRequantizer());
    site.batch = batch;
    site.isTraining = true;
    return site;
  }

  /** What dynamic rescaling makes of exact sums, by the text of its rule. */
  static byte[] requantized(long... sums) {
    long largest = Arrays.stream(sums).map(Math::abs).max().orElse(0);
    int rightShift = Math.max(64 - Long.numberOfLeadingZeros(largest) - 7, 0);
    byte[] values = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      long rounded = Rounding.NEAREST.shiftRight(sums[i], rightShift, 0);
      values[i] = (byte) Math.max(-127, Math.min(127, rounded));
    }
    return values;
  }

  static void forward(
      Layer layer,
      Int8Buffer[] parameters,
      Int8Buffer input,
      Shape shape,
      int batch,
      Int32Buffer acc,
      Int8Buffer output) {
    layer.forward(of(layer, parameters, input, shape, batch, acc, output));
  }

  static void backward(
      Layer layer,
      Int8Buffer[] parameters,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape shape,
      int batch,
      Int32Buffer acc,
      Int8Buffer gradInput) {
    boolean looksAtOutput = layer instanceof MaxPool1d || layer instanceof MaxPool2d;
    int outputs = looksAtOutput ? layer.outputShape(shape).size() * batch : 0;
    LayerSite site = of(layer, parameters, input, shape, batch, acc, new Int8Buffer(outputs));
    if (looksAtOutput) {
      layer.forward(site);
    }
    site.gradOutput = gradOutput;
    site.gradInputs[0] = gradInput;
    layer.backward(site);
  }

  static void gradient(
      Layer layer,
      int parameter,
      Int8Buffer input,
      Int8Buffer gradOutput,
      Shape shape,
      int batch,
      Int32Buffer gradient) {
    LayerSite site =
        of(layer, new Int8Buffer[0], input, shape, batch, new Int32Buffer(0), new Int8Buffer(0));
    site.gradOutput = gradOutput;
    layer.gradient(site, parameter, gradient);
  }
}
