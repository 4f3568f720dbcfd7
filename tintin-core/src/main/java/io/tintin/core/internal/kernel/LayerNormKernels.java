package io.tintin.core.internal.kernel;

import io.tintin.core.quant.Rescale;
import io.tintin.core.quant.Rounding;
import io.tintin.core.quant.SquareRoot;

/**
 * The reference kernels of layer normalisation, over {@code [channels, pixels, batch]}. With N the
 * channels times the pixels, all of one example:
 *
 * <pre>{@code
 * sum    = sum_i x[i]
 * spread = 4 * (N * sum_i x[i]^2 - sum^2) + N^2      = (2 N)^2 * (variance + 1/4)
 * d[i]   = N * x[i] - sum                            = N * (x[i] - mean)
 * xhat   = 2 * d / sqrt(spread)
 * }</pre>
 *
 * <p>All but the root is exact. The rules of {@link ScalarKernels} hold; N is at most {@link
 * #MAX_FEATURES}.
 */
public final class LayerNormKernels {
  /** Most features: the sum of {@link #slope}, {@code 2^10 * 127^3 * N^2}, stays below 2^63. */
  public static final int MAX_FEATURES = 1 << 16;

  /** Normalised values have steps of {@code 2^-5}: 127 of them are 3.97 deviations. */
  public static final int FRACTION_BITS = 5;

  /** Gradients have steps of {@code 2^-8} of a product over a step of the input. */
  public static final int GRADIENT_BITS = 8;

  private LayerNormKernels() {}

  /** {@code acc[c][p][b] = gain[c] * xhat[c][p][b]}, with {@code xhat} in its steps. */
  public static void forward(
      byte[] input, byte[] gain, int channels, int pixels, int batch, int[] acc) {
    int features = channels * pixels;
    for (int b = 0; b < batch; b++) {
      long sum = sum(input, features, batch, b);
      long inverse = SquareRoot.inverse(spread(input, features, batch, b, sum));
      for (int c = 0, at = b; c < channels; c++) {
        for (int p = 0; p < pixels; p++, at += batch) {
          acc[at] = gain[c] * normalised((long) features * input[at] - sum, inverse);
        }
      }
    }
  }

  /**
   * {@code acc = (h - mean(h) - xhat * mean(h * xhat)) / deviation} with {@code h = gain *
   * gradOutput}, in steps of {@code 2^-8}; each value is rounded once, but for what {@link #slope}
   * rounds.
   */
  public static void backward(
      byte[] input,
      byte[] gain,
      byte[] gradOutput,
      int channels,
      int pixels,
      int batch,
      int[] acc) {
    int features = channels * pixels;
    for (int b = 0; b < batch; b++) {
      long sum = sum(input, features, batch, b);
      long spread = spread(input, features, batch, b, sum);
      long inverse = SquareRoot.inverse(spread);
      long gradSum = 0;
      long products = 0;
      for (int c = 0, at = b; c < channels; c++) {
        for (int p = 0; p < pixels; p++, at += batch) {
          int h = gain[c] * gradOutput[at];
          gradSum += h;
          products += h * ((long) features * input[at] - sum);
        }
      }
      long slope = slope(products, spread);
      for (int c = 0, at = b; c < channels; c++) {
        for (int p = 0; p < pixels; p++, at += batch) {
          long centred = (long) features * (gain[c] * gradOutput[at]) - gradSum;
          long left = (centred << GRADIENT_BITS) - slope * ((long) features * input[at] - sum);
          acc[at] = Rescale.apply(inverse, 2 * left, Integer.MAX_VALUE, Rounding.NEAREST, 0);
        }
      }
    }
  }

  /** {@code acc[c] = sum over p and b of gradOutput[c][p][b] * xhat[c][p][b]}. */
  public static void gradient(
      byte[] input, byte[] gradOutput, int channels, int pixels, int batch, int[] acc) {
    int features = channels * pixels;
    for (int c = 0; c < channels; c++) {
      acc[c] = 0;
    }
    for (int b = 0; b < batch; b++) {
      long sum = sum(input, features, batch, b);
      long inverse = SquareRoot.inverse(spread(input, features, batch, b, sum));
      for (int c = 0, at = b; c < channels; c++) {
        for (int p = 0; p < pixels; p++, at += batch) {
          acc[c] += gradOutput[at] * normalised((long) features * input[at] - sum, inverse);
        }
      }
    }
  }

  private static long sum(byte[] input, int features, int batch, int example) {
    long sum = 0;
    for (int i = 0, at = example; i < features; i++, at += batch) {
      sum += input[at];
    }
    return sum;
  }

  private static long spread(byte[] input, int features, int batch, int example, long sum) {
    long squares = 0;
    for (int i = 0, at = example; i < features; i++, at += batch) {
      squares += input[at] * input[at];
    }
    return 4 * (features * squares - sum * sum) + (long) features * features;
  }

  private static int normalised(long d, long inverse) {
    return Rescale.apply(inverse, d << (FRACTION_BITS + 1), 127, Rounding.NEAREST, 0);
  }

  /** {@code 2^8 * 4 * products / spread}, rounded to nearest, ties away from zero. */
  private static long slope(long products, long spread) {
    long magnitude = ((Math.abs(products) << (GRADIENT_BITS + 2)) + (spread >> 1)) / spread;
    return products < 0 ? -magnitude : magnitude;
  }
}
