package io.tintin.benchmarks.floats;

import io.tintin.benchmarks.peer.Net;

/**
 * A convolution of 5x5 without padding over square images {@code [channels, side, side, batch]}.
 * Weights are {@code [outputs, ky, kx, channels]}.
 */
record ConvShape(int channels, int outputs, int side, int batch) {
  static final int KERNEL = Net.KERNEL;

  int outSide() {
    return side - KERNEL + 1;
  }

  /** Weights of one output. */
  int taps() {
    return KERNEL * KERNEL * channels;
  }

  /** Values of one line of the output. */
  int lineLength() {
    return outSide() * batch;
  }

  int outputSize() {
    return outputs * outSide() * lineLength();
  }
}
