package io.tintin.core.layer;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.List;

/**
 * The hyperbolic tangent, in steps of 2^-7 whatever the scale of the input. Any shape.
 *
 * <pre>{@code
 * x         = |input| in steps of 2^-12, rounded to nearest and at most 4
 * t         = tanh(x), on the straight line between multiples of 1/16, in steps of 2^-23
 * output    = sign(input) * min(rounded(t * 2^-16), 127)
 * gradInput = gradOutput * (1 - output^2), in steps of 2^-14 of a gradient's, requantised
 * }</pre>
 *
 * <p>Roundings are to nearest, ties away from zero. The line is at most 0.05 steps of the output
 * from the curve, so an output is within 0.56 of {@code 128 * tanh}, or within 1 where it is ±127.
 * As no output reaches ±1, a saturated value still passes 255/16384 of its gradient. A product is
 * below 2^21 and exact.
 */
public record Tanh() implements Layer {
  private static final int OUTPUT_BITS = 7;

  /** Bits after the point of {@code x}; the upper 4 choose a line, the others the place on it. */
  private static final int INPUT_BITS = 12;

  private static final int LINE_BITS = 8;

  /** {@code x} from which the last line is left: 4. */
  private static final int LARGEST = 4 << INPUT_BITS;

  private static final int TABLE_BITS = 15;

  /** {@code tanh(j / 16) * 2^15}, rounded to nearest. */
  private static final int[] TABLE = {
    0, 2045, 4075, 6073, 8025, 9919, 11743, 13486,
    15143, 16706, 18173, 19542, 20813, 21986, 23066, 24054,
    24956, 25776, 26519, 27191, 27797, 28341, 28830, 29268,
    29660, 30010, 30322, 30600, 30847, 31067, 31262, 31435,
    31589, 31726, 31846, 31953, 32048, 32132, 32206, 32271,
    32329, 32381, 32426, 32466, 32501, 32532, 32560, 32584,
    32606, 32625, 32642, 32657, 32670, 32681, 32691, 32700,
    32708, 32715, 32721, 32727, 32732, 32736, 32740, 32743,
    32746
  };

  @Override
  public Shape outputShape(Shape... inputs) {
    return Accumulation.only("tanh", inputs);
  }

  @Override
  public List<WorstSum> worstSums(int batch, Shape... inputs) {
    return List.of(new WorstSum("gradient by the input", 127L << (2 * OUTPUT_BITS)));
  }

  @Override
  public void forward(LayerSite site) {
    Int8Buffer input = site.input();
    long ratio = Rescale.ratio(input.shift + INPUT_BITS, input.up, input.down);
    int count = site.inputShape().size() * site.batch;
    for (int i = 0; i < count; i++) {
      int x = Rescale.apply(ratio, input.values[i], LARGEST, Rounding.NEAREST, 0);
      site.output.values[i] = (byte) (x < 0 ? -ofPositive(-x) : ofPositive(x));
    }
    site.output.setScale(-OUTPUT_BITS, 0, 0);
  }

  /** {@code tanh(x * 2^-12) * 2^7}, of {@code x} in [0, {@link #LARGEST}]. */
  private static int ofPositive(int x) {
    int line = Math.min(x >> LINE_BITS, TABLE.length - 2);
    int along = x - (line << LINE_BITS);
    int t = (TABLE[line] << LINE_BITS) + (TABLE[line + 1] - TABLE[line]) * along; // below 2^23 + 1
    int rightShift = TABLE_BITS + LINE_BITS - OUTPUT_BITS;
    return Math.min((t + (1 << (rightShift - 1))) >> rightShift, 127);
  }

  @Override
  public void backward(LayerSite site) {
    if (!site.wantsGradient(0)) {
      return;
    }
    Int8Buffer gradOutput = site.gradOutput;
    byte[] output = site.output.values;
    int count = site.inputShape().size() * site.batch;
    for (int i = 0; i < count; i++) {
      int slope = (1 << (2 * OUTPUT_BITS)) - output[i] * output[i];
      site.acc.values[i] = gradOutput.values[i] * slope;
    }
    site.acc.setScale(gradOutput.shift - 2 * OUTPUT_BITS, gradOutput.up, gradOutput.down);
    site.requantizeGradient();
  }
}
