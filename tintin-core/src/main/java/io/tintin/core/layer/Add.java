package io.tintin.core.layer;

import io.tintin.core.rescaling.AlignedSum;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The sum of 2 to {@link #MAX_INPUTS} values of equal shape, as at the end of a residual branch.
 *
 * <p>Each input is brought to {@code 2^-8} of the coarsest one's step, rounded to nearest; the sum
 * of these is requantised as in {@link Dense}. A sum is at most {@code 16 * 127 * 2^8}, far below
 * 2^31. The gradient by each input is that by the output, with its scale.
 *
 * <p>Source: He et al. 2015 (residual learning), arXiv:1512.03385; the scales are this project's.
 */
public record Add() implements Layer {
  /** Most inputs. */
  public static final int MAX_INPUTS = 16;

  @Override
  public Shape outputShape(Shape... inputs) {
    Accumulation.checkSeveral("add", MAX_INPUTS, inputs);
    for (Shape input : inputs) {
      if (!input.equals(inputs[0])) {
        throw new IllegalArgumentException(
            "add inputs must all have the shape " + inputs[0] + ": " + input);
      }
    }
    return inputs[0];
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(new WorstSum("output", (127L << AlignedSum.FRACTION_BITS) * inputs.length));
  }

  @Override
  public void forward(LayerSite site) {
    AlignedSum.of(site.inputs, site.outputShape.size() * site.batch, site.acc);
    site.requantizeOutput();
  }

  @Override
  public void backward(LayerSite site) {
    int count = site.outputShape.size() * site.batch;
    for (int i = 0; i < site.inputs.length; i++) {
      if (site.wantsGradient(i)) {
        Int8Buffer gradInput = site.gradInputs[i];
        System.arraycopy(site.gradOutput.values, 0, gradInput.values, 0, count);
        gradInput.setScaleOf(site.gradOutput);
      }
    }
  }
}
