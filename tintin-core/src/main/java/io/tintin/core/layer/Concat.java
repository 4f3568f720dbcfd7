package io.tintin.core.layer;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.rescaling.AlignedSum;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;

/**
 * 2 to {@link #MAX_INPUTS} values one after the other: {@code [features]} are appended, {@code
 * [length, channels]} and {@code [height, width, channels]} along their channels, with all other
 * extents equal.
 *
 * <p>All are brought to the scale of the coarsest, the first of equals, whose integers stay; those
 * of the others are rounded to nearest and clipped to ±127. The gradient by each input is its part
 * of that by the output, with its scale.
 *
 * <p>Channels are outermost inside a step, so each input is one block.
 */
public record Concat() implements Layer {
  /** Most inputs. */
  public static final int MAX_INPUTS = 16;

  @Override
  public Shape outputShape(Shape... inputs) {
    Accumulation.checkSeveral("concat", MAX_INPUTS, inputs);
    int last = inputs[0].rank() - 1;
    if (last > 2) {
      throw new IllegalArgumentException("concat input rank must be in [1, 3]: " + inputs[0]);
    }
    int[] extents = new int[last + 1];
    long joined = 0;
    for (Shape input : inputs) {
      checkFits(inputs[0], input);
      joined += input.extent(last);
    }
    if (joined > Shape.MAX_SIZE) {
      throw new IllegalArgumentException(
          "concat output extent must be at most " + Shape.MAX_SIZE + ": " + joined);
    }
    for (int e = 0; e < last; e++) {
      extents[e] = inputs[0].extent(e);
    }
    extents[last] = (int) joined;
    return Shape.of(extents);
  }

  private static void checkFits(Shape first, Shape input) {
    boolean fits = input.rank() == first.rank();
    for (int e = 0; fits && e < first.rank() - 1; e++) {
      fits = input.extent(e) == first.extent(e);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "concat inputs must differ from " + first + " in the last extent alone: " + input);
    }
  }

  @Override
  public void forward(LayerSite site) {
    Int8Buffer coarsest = AlignedSum.coarsest(site.inputs);
    int to = 0;
    for (int i = 0; i < site.inputs.length; i++) {
      int count = site.inputShapes[i].size() * site.batch;
      align(site.inputs[i], coarsest, count, site.output.values, to);
      to += count;
    }
    site.output.setScaleOf(coarsest);
  }

  private static void align(
      Int8Buffer input, Int8Buffer coarsest, int count, byte[] output, int to) {
    long ratio =
        Rescale.ratio(
            input.shift - coarsest.shift, input.up - coarsest.up, input.down - coarsest.down);
    for (int j = 0; j < count; j++) {
      output[to + j] = (byte) Rescale.apply(ratio, input.values[j], 127, Rounding.NEAREST, 0);
    }
  }

  @Override
  public void backward(LayerSite site) {
    int from = 0;
    for (int i = 0; i < site.inputs.length; i++) {
      int count = site.inputShapes[i].size() * site.batch;
      if (site.wantsGradient(i)) {
        Int8Buffer gradInput = site.gradInputs[i];
        System.arraycopy(site.gradOutput.values, from, gradInput.values, 0, count);
        gradInput.setScaleOf(site.gradOutput);
      }
      from += count;
    }
  }
}
