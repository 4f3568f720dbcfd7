package io.tintin.cli.floating;

import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.tensor.Shape;

/**
 * The extents of a convolution. A sequence is an image of one line, without padding above or below.
 *
 * @param linePadding lines of zeros above and below
 * @param padding columns of zeros on each side
 */
record ConvGeometry(
    int height,
    int width,
    int outHeight,
    int outWidth,
    int inChannels,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int linePadding,
    int padding,
    int dilation,
    int groups) {
  /** That of a layer over images. */
  static ConvGeometry of(Conv2d layer, Shape input) {
    Shape output = layer.outputShape(input);
    return new ConvGeometry(
        input.extent(0),
        input.extent(1),
        output.extent(0),
        output.extent(1),
        layer.inChannels(),
        layer.outChannels(),
        layer.kernelHeight(),
        layer.kernelWidth(),
        layer.stride(),
        layer.padding(),
        layer.padding(),
        layer.dilation(),
        layer.groups());
  }

  /** That of a layer over sequences. */
  static ConvGeometry of(Conv1d layer, Shape input) {
    return new ConvGeometry(
        1,
        input.extent(0),
        1,
        layer.outputShape(input).extent(0),
        layer.inChannels(),
        layer.outChannels(),
        1,
        layer.kernelSize(),
        layer.stride(),
        0,
        layer.padding(),
        layer.dilation(),
        layer.groups());
  }

  /** Input channels that an output channel sees. */
  int groupInputs() {
    return inChannels / groups;
  }

  /** Output channels of a group. */
  int groupOutputs() {
    return outChannels / groups;
  }

  /** Weights of an output channel. */
  int taps() {
    return kernelHeight * kernelWidth * groupInputs();
  }

  /** The input line that a line of the kernel reads for the first line of the output. */
  int lineOffset(int ky) {
    return ky * dilation - linePadding;
  }

  /** The input column that a column of the kernel reads for the first column of the output. */
  int columnOffset(int kx) {
    return kx * dilation - padding;
  }

  /** The first place of a kernel with this offset that reads inside, in [0, count]. */
  int firstInside(int offset, int count) {
    return Math.min(count, Math.max(0, -Math.floorDiv(offset, stride)));
  }

  /** One past the last place, of {@code count}, that reads inside an extent; maybe not positive. */
  int endInside(int offset, int extent, int count) {
    return Math.min(count, Math.floorDiv(extent - 1 - offset, stride) + 1);
  }
}
