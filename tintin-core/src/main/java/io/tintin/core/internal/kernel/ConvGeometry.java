package io.tintin.core.internal.kernel;

/**
 * The extents of a convolution over one image; not checked here, as the layer did.
 *
 * @param height rows of the input
 * @param width columns of the input
 * @param channels of the input, a multiple of the groups
 * @param outChannels a multiple of the groups
 * @param stride rows and columns from one window to the next
 * @param rowPadding rows of zeros above and below
 * @param columnPadding columns of zeros on the left and on the right
 * @param dilation rows and columns from one tap of the kernel to the next
 */
public record ConvGeometry(
    int height,
    int width,
    int channels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int rowPadding,
    int columnPadding,
    int dilation,
    int groups) {
  /** With the same padding on all four sides. */
  public ConvGeometry(
      int height,
      int width,
      int channels,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int dilation,
      int groups) {
    this(
        height,
        width,
        channels,
        outChannels,
        kernelHeight,
        kernelWidth,
        stride,
        padding,
        padding,
        dilation,
        groups);
  }

  /** Windows that fit along one axis. */
  public static int outExtent(int extent, int kernel, int stride, int padding, int dilation) {
    return (extent + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
  }

  /** Rows of the output. */
  public int outHeight() {
    return outExtent(height, kernelHeight, stride, rowPadding, dilation);
  }

  /** Columns of the output. */
  public int outWidth() {
    return outExtent(width, kernelWidth, stride, columnPadding, dilation);
  }

  /** Input channels that one output channel reads. */
  int groupChannels() {
    return channels / groups;
  }

  /** Output channels that read one input channel. */
  int groupOutputs() {
    return outChannels / groups;
  }

  /** Weights of one output channel. */
  int taps() {
    return kernelHeight * kernelWidth * groupChannels();
  }
}
