package io.tintin.core.internal.kernel;

/**
 * The extents of a pooling over one image; not checked here, as the layer did.
 *
 * @param height rows of the input
 * @param width columns of the input
 * @param stride rows and columns from one window to the next
 */
public record PoolGeometry(
    int height, int width, int channels, int windowHeight, int windowWidth, int stride) {
  /** Whether a value may be in several windows. */
  public boolean overlaps() {
    return Math.max(windowHeight, windowWidth) > stride;
  }

  /** Windows that fit along the height. */
  public int outHeight() {
    return (height - windowHeight) / stride + 1;
  }

  /** Windows that fit along the width. */
  public int outWidth() {
    return (width - windowWidth) / stride + 1;
  }
}
