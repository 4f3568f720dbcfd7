package io.tintin.mcu;

import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.tensor.Shape;
import java.util.List;

/** A pooling in C; one of a sequence is one of an image with one row. */
record PoolCode(
    boolean isMax,
    int height,
    int width,
    int channels,
    int windowHeight,
    int windowWidth,
    int stride,
    LayerContext at)
    implements LayerCode {
  static PoolCode of(MaxPool2d pool, LayerContext at) {
    return ofImage(true, pool.size(), pool.stride(), at);
  }

  static PoolCode of(AveragePool2d pool, LayerContext at) {
    return ofImage(false, pool.size(), pool.stride(), at);
  }

  static PoolCode of(MaxPool1d pool, LayerContext at) {
    return ofSequence(true, pool.size(), pool.stride(), at);
  }

  static PoolCode of(AveragePool1d pool, LayerContext at) {
    return ofSequence(false, pool.size(), pool.stride(), at);
  }

  /** The mean of each channel. */
  static PoolCode ofAll(LayerContext at) {
    int pixels = at.pixels();
    return new PoolCode(false, 1, pixels, at.channels(), 1, pixels, 1, at);
  }

  private static PoolCode ofImage(boolean isMax, int size, int stride, LayerContext at) {
    Shape input = at.input();
    return new PoolCode(
        isMax, input.extent(0), input.extent(1), input.channels(), size, size, stride, at);
  }

  private static PoolCode ofSequence(boolean isMax, int size, int stride, LayerContext at) {
    Shape input = at.input();
    return new PoolCode(isMax, 1, input.extent(0), input.channels(), 1, size, stride, at);
  }

  private boolean overlaps() {
    return Math.max(windowHeight, windowWidth) > stride;
  }

  private String kind() {
    return isMax ? "MaxPool" : "AveragePool";
  }

  @Override
  public List<String> files() {
    return List.of(
        isMax ? "tintin_max_pool.c" : "tintin_average_pool.c", "tintin_sums.h", "tintin_windows.h");
  }

  @Override
  public String title() {
    return CText.of(
        "%s of %dx%d: %s -> %s",
        isMax ? "maximum" : "mean", windowHeight, windowWidth, at.input(), at.output());
  }

  @Override
  public String declaration() {
    return CText.of(
        """
        static const TintinPool layer%d = {
            .height = %d, .width = %d, .channels = %d, .outHeight = %d, .outWidth = %d,
            .windowHeight = %d, .windowWidth = %d, .stride = %d};
        """,
        at.number(),
        height,
        width,
        channels,
        (height - windowHeight) / stride + 1,
        (width - windowWidth) / stride + 1,
        windowHeight,
        windowWidth,
        stride);
  }

  @Override
  public String forward() {
    String place = isMax ? "" : at.placeOfOutput() + ", ";
    return CText.of(
        "tintin%sForward(%s, %s, batch, %s%s);",
        kind(), at.layer(), at.source(), place, at.result());
  }

  @Override
  public String backward(int input) {
    String values = isMax ? at.value() + ", " : "";
    return CText.of(
        "tintin%sBackward(%s, %s%s, batch, %s, %s);",
        kind(), at.layer(), values, at.gradOutput(), at.placeOfGradient(), at.gradInput());
  }

  @Override
  public boolean placesOutput() {
    return !isMax;
  }

  @Override
  public boolean placesGradient() {
    return !isMax || overlaps();
  }

  @Override
  public boolean backwardReadsInput() {
    return isMax;
  }
}
