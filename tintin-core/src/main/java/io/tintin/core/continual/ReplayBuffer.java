package io.tintin.core.continual;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.internal.codec.SealedBytes;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;

/**
 * A reservoir of examples for rehearsal: after {@code n} offers each of them is kept with the same
 * chance, {@code capacity / n}. Allocates nothing after it is built; for one thread.
 *
 * <p>For balanced rehearsal keep one buffer for each class.
 *
 * <p>Source: Vitter 1985, algorithm R.
 */
public final class ReplayBuffer {
  private static final String MAGIC = "TINTINRB";
  private static final int VERSION = 1;

  /** Most features, and most targets, of all examples together: the longest array. */
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final int featureCount;
  private final int targetSize;
  private final int capacity;
  private final RandomSource random;
  private final byte[] features;
  private final int[] targets;
  private RandomSequence draws;
  private int offered;

  /**
   * An empty buffer.
   *
   * @param featureCount int8 features of an example, at least 1
   * @param targetSize target integers of an example, at least 1; 1 for a label
   * @param capacity most examples kept, at least 1
   * @param random decides what is kept and drawn; give an equal one to a buffer that is restored
   * @throws IllegalArgumentException if all features or all targets together exceed 2^31 - 9
   */
  public ReplayBuffer(int featureCount, int targetSize, int capacity, RandomSource random) {
    this.featureCount = atLeastOne("featureCount", featureCount);
    this.targetSize = atLeastOne("targetSize", targetSize);
    this.capacity = atLeastOne("capacity", capacity);
    this.random = random;
    this.features = new byte[product("featureCount", featureCount, capacity)];
    this.targets = new int[product("targetSize", targetSize, capacity)];
    this.draws = new RandomSequence(random, 0);
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
    return value;
  }

  private static int product(String name, int size, int capacity) {
    long values = (long) size * capacity;
    if (values > MAX_VALUES) {
      throw new IllegalArgumentException(
          name + " * capacity must be at most " + MAX_VALUES + ": " + values);
    }
    return (int) values;
  }

  /** Examples kept. */
  public int size() {
    return Math.min(offered, capacity);
  }

  /** Examples offered so far; stays at 2^31 - 1 once it is reached. */
  public int offeredCount() {
    return offered;
  }

  /**
   * Keeps a copy of an example with one target, or not.
   *
   * @param exampleFeatures int8, none -128
   * @return whether it was kept
   * @throws IllegalArgumentException if it does not fit; then nothing changes
   */
  public boolean offer(byte[] exampleFeatures, int label) {
    checkSizes(exampleFeatures.length, 1);
    checkFeatures(exampleFeatures);
    int slot = nextSlot();
    if (slot >= capacity) {
      return false;
    }
    System.arraycopy(exampleFeatures, 0, features, slot * featureCount, featureCount);
    targets[slot] = label;
    return true;
  }

  /**
   * Keeps a copy of the example, or not.
   *
   * @param exampleFeatures int8, none -128
   * @return whether it was kept
   * @throws IllegalArgumentException if it does not fit; then nothing changes
   */
  public boolean offer(byte[] exampleFeatures, int... exampleTargets) {
    checkSizes(exampleFeatures.length, exampleTargets.length);
    checkFeatures(exampleFeatures);
    int slot = nextSlot();
    if (slot >= capacity) {
      return false;
    }
    System.arraycopy(exampleFeatures, 0, features, slot * featureCount, featureCount);
    System.arraycopy(exampleTargets, 0, targets, slot * targetSize, targetSize);
    return true;
  }

  /** Where the example that is offered now goes: nowhere if it is not below the capacity. */
  private int nextSlot() {
    offered = Math.max(offered, offered + 1);
    return offered <= capacity ? offered - 1 : draws.nextBelow(offered);
  }

  /**
   * Copies a kept example, each as likely as the others, into the arrays.
   *
   * @param toFeatures as long as an example has features
   * @param toTargets as long as an example has targets
   * @throws IllegalArgumentException if an array has another length
   * @throws IllegalStateException if the buffer is empty
   */
  public void draw(byte[] toFeatures, int[] toTargets) {
    checkSizes(toFeatures.length, toTargets.length);
    if (offered == 0) {
      throw new IllegalStateException("an empty replay buffer has nothing to draw");
    }
    int slot = draws.nextBelow(size());
    System.arraycopy(features, slot * featureCount, toFeatures, 0, featureCount);
    System.arraycopy(targets, slot * targetSize, toTargets, 0, targetSize);
  }

  private void checkSizes(int actualFeatures, int actualTargets) {
    if (actualFeatures != featureCount) {
      throw new IllegalArgumentException(
          "feature count must be " + featureCount + ": " + actualFeatures);
    }
    if (actualTargets != targetSize) {
      throw new IllegalArgumentException(
          "target count must be " + targetSize + ": " + actualTargets);
    }
  }

  private static void checkFeatures(byte[] exampleFeatures) {
    for (byte feature : exampleFeatures) {
      if (feature == Byte.MIN_VALUE) {
        throw new IllegalArgumentException("feature must be in [-127, 127]: " + feature);
      }
    }
  }

  /** The state, as a section of a checkpoint; the random source is not part of it. */
  public byte[] snapshot() {
    ByteWriter out = new ByteWriter();
    out.writeInt(featureCount).writeInt(targetSize).writeInt(capacity);
    out.writeInt(offered).writeInt(draws.position()).writeBytes(features);
    for (int target : targets) {
      out.writeInt(target);
    }
    return out.seal(MAGIC, VERSION);
  }

  /**
   * Goes on from a state that {@link #snapshot} returned.
   *
   * @throws MalformedSnapshotException if it is damaged or of a buffer of other sizes; then nothing
   *     changes
   */
  public void restore(byte[] snapshot) throws MalformedSnapshotException {
    try {
      ByteReader in = SealedBytes.open("replay", MAGIC, VERSION, snapshot);
      in.readInt("feature count", featureCount, featureCount);
      in.readInt("target size", targetSize, targetSize);
      in.readInt("capacity", capacity, capacity);
      int newOffered = in.readInt("offered", 0, Integer.MAX_VALUE);
      int position = in.readInt("position");
      byte[] newFeatures = in.readBytes("features", features.length);
      for (byte feature : newFeatures) {
        if (feature == Byte.MIN_VALUE) {
          throw in.malformed("feature", "in [-127, 127]", feature);
        }
      }
      int[] newTargets = new int[targets.length];
      for (int t = 0; t < newTargets.length; t++) {
        newTargets[t] = in.readInt("target");
      }
      in.end();
      offered = newOffered;
      draws = new RandomSequence(random, position);
      System.arraycopy(newFeatures, 0, features, 0, features.length);
      System.arraycopy(newTargets, 0, targets, 0, targets.length);
    } catch (MalformedBytesException e) {
      throw new MalformedSnapshotException(String.valueOf(e.getMessage()), e);
    }
  }
}
