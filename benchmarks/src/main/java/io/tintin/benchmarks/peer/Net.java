package io.tintin.benchmarks.peer;

import java.util.List;

/**
 * The nets that all peers train: two of the form conv 5x5, ReLU, pool, conv 5x5, ReLU, pool, and
 * dense layers with ReLUs between them, for images of 28x28 pixels; and one of dense layers alone.
 *
 * @param word that names it
 * @param channels outputs of each convolution
 * @param widths inputs of the first dense layer, then the outputs of each
 */
public record Net(String word, List<Integer> channels, List<Integer> widths) {
  public static final Net LENET5_SMALL =
      new Net("lenet5-small", List.of(6, 16), List.of(256, 120, 84, 10));
  public static final Net LENET5 = new Net("lenet5", List.of(20, 50), List.of(800, 120, 84, 10));
  public static final Net MLP = new Net("mlp", List.of(), List.of(784, 100, 50, 10));

  /** Rows and columns of an image. */
  public static final int SIDE = 28;

  public static final int PIXELS = SIDE * SIDE;
  public static final int CLASSES = 10;
  public static final int KERNEL = 5;
  public static final int POOL = 2;

  public Net {
    channels = List.copyOf(channels);
    widths = List.copyOf(widths);
  }

  /** All of them. */
  public static List<Net> all() {
    return List.of(LENET5_SMALL, LENET5, MLP);
  }

  /**
   * The net of a word of the command line.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Net of(String word) {
    StringBuilder words = new StringBuilder();
    for (Net net : all()) {
      if (net.word.equals(word)) {
        return net;
      }
      words.append(words.isEmpty() ? "" : ", ").append(net.word);
    }
    throw new IllegalArgumentException("net must be one of " + words + ": " + word);
  }

  /** Whether it takes images, which have lines and columns, and not a row of pixels. */
  public boolean isConvolutional() {
    return !channels.isEmpty();
  }

  /**
   * Products of one example in a training step: forward, by all weights, and by the input of all
   * layers but the first.
   */
  public long macsOfStep() {
    long macs = 0;
    int side = SIDE;
    int inputs = 1;
    for (int outputs : channels) {
      side -= KERNEL - 1;
      long layer = (long) side * side * outputs * inputs * KERNEL * KERNEL;
      macs += layer * (inputs == 1 ? 2 : 3);
      inputs = outputs;
      side /= POOL;
    }
    for (int d = 1; d < widths.size(); d++) {
      boolean isFirst = d == 1 && !isConvolutional();
      macs += (long) widths.get(d - 1) * widths.get(d) * (isFirst ? 2 : 3);
    }
    return macs;
  }
}
