package io.tintin.core.internal.kernel;

/**
 * The loops of a training step. Every implementation gives the same bits; which one runs is chosen
 * by {@link KernelChoice}.
 *
 * <p>Values are int8 in [-127, 127], row-major; activations are {@code [channels, height, width,
 * batch]} or {@code [features, batch]}, batch innermost. Sums are int32 and cannot wrap, because
 * layers and trainer bound the number of their terms: so they are the same in any order. Nothing is
 * checked and nothing is allocated. Of an array, only the values that the arguments speak of count;
 * it may be longer.
 *
 * <p>Where a pass ends in a scaling, {@code rightShift} says how. With at least 0, {@code output =
 * clip(acc / 2^rightShift, ±127)}, rounded to nearest (beyond 31 all become 0), ties away from zero
 * unless they go {@code toEven}, and {@code acc} is only scratch. With {@link #UNSCALED}, as the
 * range of the sums has to be known first, they are left in {@code acc} and {@code output} is not
 * touched. Either way the pass returns the bit length of the largest magnitude of its sums, 0 if
 * all are 0.
 */
public interface Kernels {
  /** Instead of a shift: the sums stay int32. */
  int UNSCALED = -1;

  /** As the property {@value KernelChoice#PROPERTY} names it. */
  String name();

  /**
   * Scratch for the passes of a convolution over batches of this size and smaller ones.
   *
   * @param trains whether there are other passes than the one forward
   */
  KernelScratch.Size convSize(ConvGeometry geometry, int batch, boolean trains);

  /**
   * {@code acc[o][y][x][b] = bias[o] + sum over taps of weight * input}, scaled.
   *
   * @param weights {@code [outChannels, kernelHeight, kernelWidth, channels / groups]}
   * @param bias int32 {@code [outChannels]}
   */
  int convForward(
      ConvGeometry geometry,
      byte[] weights,
      int[] bias,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output);

  /** {@code acc[c][y][x][b] = sum over taps of weight * gradOutput}, scaled. */
  int convBackward(
      ConvGeometry geometry,
      byte[] weights,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput);

  /** {@code acc[o][ky][kx][i] = sum over y, x, b of gradOutput * input}. */
  void convGradient(
      ConvGeometry geometry,
      byte[] gradOutput,
      byte[] input,
      int batch,
      KernelScratch scratch,
      int[] acc);

  /** As {@link #convSize}, of a fully connected layer. */
  KernelScratch.Size denseSize(int outputs, int inputs, int batch, boolean trains);

  /**
   * {@code acc[o][b] = bias[o] + sum_i weights[o][i] * input[i][b]}, scaled.
   *
   * @param weights {@code [outputs, inputs]}
   * @param bias int32 {@code [outputs]}
   */
  int denseForward(
      byte[] weights,
      int[] bias,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      boolean toEven,
      byte[] output);

  /** {@code acc[i][b] = sum_o weights[o][i] * gradOutput[o][b]}, scaled. */
  int denseBackward(
      byte[] weights,
      byte[] gradOutput,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc,
      int rightShift,
      byte[] gradInput);

  /** {@code acc[o][i] = sum_b gradOutput[o][b] * input[i][b]}. */
  void denseGradient(
      byte[] gradOutput,
      byte[] input,
      int outputs,
      int inputs,
      int batch,
      KernelScratch scratch,
      int[] acc);

  /** As {@link #convSize}, of a max pooling. */
  KernelScratch.Size poolSize(PoolGeometry geometry, int batch);

  /** {@code output[c][y][x][b]} is the largest value of the window at {@code (y, x)}. */
  void maxPool(
      PoolGeometry geometry, byte[] input, int batch, KernelScratch scratch, byte[] output);

  /**
   * {@code gradInput} is the gradient of its window where {@code input} is the first largest value
   * of it, row by row, and 0 elsewhere. For windows that do not overlap.
   *
   * @param output of {@link #maxPool}
   */
  void maxPoolBackward(
      PoolGeometry geometry,
      byte[] input,
      byte[] output,
      byte[] gradOutput,
      int batch,
      KernelScratch scratch,
      byte[] gradInput);

  /** {@code output[j] = max(input[j], 0)}. */
  void relu(byte[] input, int count, byte[] output);

  /** {@code gradInput[j] = input[j] > 0 ? gradOutput[j] : 0}. */
  void reluBackward(byte[] input, byte[] gradOutput, int count, byte[] gradInput);

  /** {@code acc[r] = sum_j values[r][j]}. */
  void rowSums(byte[] values, int rows, int columns, int[] acc);

  /** {@code to[c][r] = from[fromIndex + r * columns + c]}. */
  void transpose(byte[] from, int fromIndex, int rows, int columns, byte[] to);

  /** {@code sums[j] += terms[j]} for {@code j} in {@code [from, to)}. */
  void add(int[] terms, int from, int to, int[] sums);

  /**
   * Bit length of the largest magnitude in {@code [from, to)}; 0 if all are 0. Magnitudes are below
   * 2^31.
   */
  int magnitudeBits(int[] acc, int from, int to);

  /** {@code output[j] = clip(acc[j] / 2^rightShift, ±127)}; {@code acc} may be overwritten. */
  void requantize(int[] acc, int count, int rightShift, boolean toEven, byte[] output);

  /** Scratch for {@link #momentum} over so many values. */
  KernelScratch.Size momentumSize(int count);

  /**
   * One step of descent with momentum, as {@link io.tintin.core.optim.MomentumSgd} defines it, with
   * stochastic rounding, where no part of the sum can wrap or has to be clipped.
   *
   * <p>For each value in {@code [from, to)}, with {@code s = state[j]}, {@code master} its lower
   * and {@code velocity} its upper 16 bits, both signed:
   *
   * <pre>{@code
   * change   = gradient[j] * multiplier / 2^rightShift   rounded to nearest, ties away from zero
   *          + master * decayMultiplier / 2^decayShift   likewise
   *          + velocity * momentum * 2^7
   * velocity = clip(change / 2^15, ±32767)               rounded up where the dropped 15 bits of the
   *                                                      magnitude are above bits(key, j) >>> 17
   * gradient[j] = master - velocity
   * }</pre>
   *
   * If every new master is in [-32639, 32639], state and weights follow: {@code weights[j] =
   * (master + 128) >> 8}. Otherwise the upper half of the state follows alone; the lower half and
   * the weights are undefined.
   *
   * @param gradient int32; becomes the masters, in int32
   * @param multiplier in [0, 2^15)
   * @param rightShift in [-30, 62]; the rounded product is at most 2^29 in magnitude
   * @param decayMultiplier in [0, 2^15)
   * @param decayShift as rightShift
   * @return whether a master is out of range
   */
  boolean momentum(
      int[] gradient,
      int from,
      int to,
      int multiplier,
      int rightShift,
      int decayMultiplier,
      int decayShift,
      int momentum,
      long key,
      KernelScratch scratch,
      int[] state,
      byte[] weights);
}
