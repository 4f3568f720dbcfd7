package io.tintin.transport.node;

/**
 * What a node says of itself.
 *
 * @param tensorCount parameters of its model, at least 1
 * @param valueCount values of all of them, at least 1
 * @param maxValues most values that it takes at a time, at least 1
 * @param fingerprint of its model and of how it trains: {@code CExporter.fingerprint} of the
 *     checkpoint that its program was exported from
 */
public record NodeCapability(int tensorCount, int valueCount, int maxValues, long fingerprint) {
  public NodeCapability {
    check("tensor_count", tensorCount);
    check("value_count", valueCount);
    check("max_values", maxValues);
  }

  private static void check(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + " must be at least 1: " + Integer.toUnsignedString(value));
    }
  }
}
