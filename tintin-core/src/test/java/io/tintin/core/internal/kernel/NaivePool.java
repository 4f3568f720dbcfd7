package io.tintin.core.internal.kernel;

/** What max pooling has to compute, window by window. */
final class NaivePool {
  private NaivePool() {}

  static void forward(PoolGeometry g, byte[] input, int batch, byte[] output) {
    for (int to = 0; to < output.length; to++) {
      output[to] = input[firstLargest(g, input, batch, to)];
    }
  }

  static void backward(
      PoolGeometry g, byte[] input, byte[] gradOutput, int batch, byte[] gradInput) {
    for (int to = 0; to < gradOutput.length; to++) {
      gradInput[firstLargest(g, input, batch, to)] = gradOutput[to];
    }
  }

  /** Index of the first largest value of the window of an output. */
  private static int firstLargest(PoolGeometry g, byte[] input, int batch, int to) {
    int b = to % batch;
    int x = to / batch % g.outWidth();
    int y = to / batch / g.outWidth() % g.outHeight();
    int c = to / batch / g.outWidth() / g.outHeight();
    int largest = -1;
    for (int ky = 0; ky < g.windowHeight(); ky++) {
      for (int kx = 0; kx < g.windowWidth(); kx++) {
        int row = c * g.height() + y * g.stride() + ky;
        int at = (row * g.width() + x * g.stride() + kx) * batch + b;
        if (largest < 0 || input[at] > input[largest]) {
          largest = at;
        }
      }
    }
    return largest;
  }
}
