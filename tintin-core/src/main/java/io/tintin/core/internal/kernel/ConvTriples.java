package io.tintin.core.internal.kernel;

/**
 * A convolution's forward pass where there are few pixels: rows of {@link TripleRows} do the work
 * of three as short ones.
 *
 * <p>Taps are taken channel by channel, and there column by column of the kernel: with a stride of
 * 1, what they meet are then parts of one strip, the channel's rows as far as the column covers
 * them.
 */
final class ConvTriples {
  /** Pixels of all examples below which rows are so short. */
  private static final int FEW = 128;

  /** Taps from which the sums are worth taking apart. */
  private static final int MANY = 32;

  /** Taps that are summed before. */
  private static final int SPAN = TripleRows.MAX_TERMS / TripleRows.TERMS * TripleRows.TERMS;

  /** The long rows: one for each term, the strip, and one for each three outputs. */
  private static final int STRIP = TripleRows.TERMS;

  private static final int SUMS = STRIP + 1;

  private ConvTriples() {}

  static boolean suits(ConvGeometry geometry, int batch) {
    return columns(geometry, batch) < FEW
        && geometry.stride() == 1
        && geometry.kernelHeight() > 1 // else a strip has one use
        && geometry.taps() >= MANY
        && geometry.groupOutputs() >= TripleRows.OUTPUTS;
  }

  /** What it needs besides the scratch of {@link Conv2dKernels#forward}. */
  static KernelScratch.Size size(ConvGeometry geometry, int batch) {
    if (!suits(geometry, 1)) {
      return KernelScratch.Size.NONE;
    }
    int strip = stripPixels(geometry) * Math.min(batch, (FEW - 1) / columns(geometry, 1));
    int outputs = Math.min(Conv2dKernels.OUTPUTS, geometry.groupOutputs());
    return new KernelScratch.Size(0, strip, 0, 0)
        .max(KernelScratch.Size.ofLongRows(SUMS + triples(outputs), strip));
  }

  private static int columns(ConvGeometry geometry, int batch) {
    return geometry.outHeight() * geometry.outWidth() * batch;
  }

  private static int stripPixels(ConvGeometry geometry) {
    int rows = geometry.outHeight() + geometry.dilation() * (geometry.kernelHeight() - 1);
    return rows * geometry.outWidth();
  }

  private static int triples(int outputs) {
    return (outputs + TripleRows.OUTPUTS - 1) / TripleRows.OUTPUTS;
  }

  /**
   * Adds the products of all taps to the rows of some outputs, which begin at row 1, for all pixels
   * at once. Up to two rows more are overwritten, and one behind them.
   */
  static void addAll(
      ConvGeometry geometry,
      byte[] weights,
      int firstOutput,
      int outputs,
      int batch,
      KernelScratch scratch) {
    int columns = columns(geometry, batch);
    int taps = geometry.taps();
    int triples = triples(outputs);
    int[][] rows = scratch.rows;
    long[][] sums = scratch.longRows;
    for (int from = 0; from < taps; from += SPAN) {
      int to = Math.min(taps, from + SPAN);
      for (int n = 0; n < triples; n++) {
        TripleRows.begin(sums[SUMS + n], columns);
      }
      for (int n = from; n < to; n += TripleRows.TERMS) {
        int terms = Math.min(TripleRows.TERMS, to - n);
        for (int k = 0; k < terms; k++) {
          gather(geometry, firstOutput, outputs, n + k, batch, scratch);
        }
        addTaps(geometry, weights, firstOutput, outputs, n, terms, columns, sums);
      }
      for (int n = 0; n < triples; n++) {
        int r = 1 + TripleRows.OUTPUTS * n;
        TripleRows.addTo(sums[SUMS + n], rows[r], rows[r + 1], rows[r + 2], columns);
      }
    }
  }

  /** Puts what tap number {@code n} in this order meets into the long row of its term. */
  private static void gather(
      ConvGeometry geometry,
      int firstOutput,
      int outputs,
      int n,
      int batch,
      KernelScratch scratch) {
    int ky = n % geometry.kernelHeight();
    long[] strip = scratch.longRows[STRIP];
    if (ky == 0) {
      int column = n / geometry.kernelHeight();
      int kx = column % geometry.kernelWidth();
      int group = firstOutput / geometry.groupOutputs();
      int channel = group * geometry.groupChannels() + column / geometry.kernelWidth();
      int pixels = stripPixels(geometry);
      int[] row = scratch.rows[outputs + TripleRows.OUTPUTS];
      ConvRows.gather(geometry, scratch.ints, channel, 0, kx, 0, pixels, batch, row);
      TripleRows.lengthen(row, strip, pixels * batch);
    }
    int at = ky * geometry.dilation() * geometry.outWidth() * batch;
    long[] row = scratch.longRows[n % TripleRows.TERMS];
    System.arraycopy(strip, at, row, 0, columns(geometry, batch));
  }

  /** The weight of an output that tap number {@code n} in this order is. */
  private static int weight(ConvGeometry geometry, int n) {
    int ky = n % geometry.kernelHeight();
    int column = n / geometry.kernelHeight();
    int kx = column % geometry.kernelWidth();
    int channel = column / geometry.kernelWidth();
    return (ky * geometry.kernelWidth() + kx) * geometry.groupChannels() + channel;
  }

  private static void addTaps(
      ConvGeometry geometry,
      byte[] weights,
      int firstOutput,
      int outputs,
      int n,
      int terms,
      int columns,
      long[][] rows) {
    int taps = geometry.taps();
    int at0 = firstOutput * taps + weight(geometry, n);
    int at1 = firstOutput * taps + weight(geometry, n + 1);
    for (int o = 0, sums = SUMS; o < outputs; o += TripleRows.OUTPUTS, sums++) {
      int count = Math.min(TripleRows.OUTPUTS, outputs - o);
      int from = o * taps;
      long a0 = weights(weights, from + at0, taps, count);
      long a1 = terms > 1 ? weights(weights, from + at1, taps, count) : 0;
      TripleRows.add(rows[sums], rows[0], rows[1], a0, a1, columns);
    }
  }

  /** Those of so many outputs for one tap. */
  private static long weights(byte[] weights, int at, int taps, int outputs) {
    return TripleRows.packed(
        weights[at],
        outputs > 1 ? weights[at + taps] : 0,
        outputs > 2 ? weights[at + 2 * taps] : 0);
  }
}
