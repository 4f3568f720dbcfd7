package io.tintin.core.train;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.tensor.Shape;

/** The examples that wait for the next step, one after the other. */
final class Examples {
  private final Shape shape;
  private final int featureCount;
  private final int targetSize;
  private final int capacity;
  private final byte[] features;
  private final int[] targets;
  private int count;

  /** The workspace of the trainer has bounded both products. */
  Examples(Shape shape, int targetSize, int capacity) {
    this.shape = shape;
    this.featureCount = shape.size();
    this.targetSize = targetSize;
    this.capacity = capacity;
    this.features = new byte[featureCount * capacity];
    this.targets = new int[targetSize * capacity];
  }

  int count() {
    return count;
  }

  void add(byte[] exampleFeatures, int target) {
    checkTargetSize(1);
    put(exampleFeatures);
    targets[count++] = target;
  }

  void add(byte[] exampleFeatures, int[] exampleTargets) {
    checkTargetSize(exampleTargets.length);
    put(exampleFeatures);
    System.arraycopy(exampleTargets, 0, targets, count * targetSize, targetSize);
    count++;
  }

  /** Adds an example that is its own target, in the order that layers want. */
  void addOwn(byte[] exampleFeatures) {
    if (targetSize != featureCount) {
      throw new IllegalArgumentException(
          "outputs must be as many as inputs to reconstruct them, "
              + featureCount
              + ": "
              + targetSize);
    }
    put(exampleFeatures);
    Features.transposeTo(shape, exampleFeatures, targets, count * targetSize);
    count++;
  }

  private void checkTargetSize(int size) {
    if (size != targetSize) {
      throw new IllegalArgumentException("target count must be " + targetSize + ": " + size);
    }
  }

  private void put(byte[] exampleFeatures) {
    if (count == capacity) {
      throw new IllegalStateException("examples of a step must be at most " + capacity);
    }
    Features.check(featureCount, exampleFeatures);
    System.arraycopy(exampleFeatures, 0, features, count * featureCount, featureCount);
  }

  /** Forgets all examples. */
  void clear() {
    count = 0;
  }

  /**
   * Copies the examples in {@code [from, to)}, batch innermost: {@code [features, to - from]},
   * images as {@code [channels, height, width, to - from]}.
   */
  void transposeTo(int from, int to, byte[] toFeatures, int[] toTargets) {
    int batch = to - from;
    if (shape.channels() == 1) {
      KERNELS.transpose(features, from * featureCount, batch, featureCount, toFeatures);
    } else {
      for (int e = 0; e < batch; e++) {
        Features.transpose(shape, features, (from + e) * featureCount, toFeatures, e, batch);
      }
    }
    for (int e = 0; e < batch; e++) {
      for (int t = 0; t < targetSize; t++) {
        toTargets[t * batch + e] = targets[(from + e) * targetSize + t];
      }
    }
  }
}
