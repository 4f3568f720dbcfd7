package io.tintin.device.store;

import java.util.Arrays;

/** One committed generation of a key. */
public final class Slot {
  private final long generation;
  private final byte[] content;

  /** Copies the content. */
  Slot(long generation, byte[] content) {
    this.generation = generation;
    this.content = content.clone();
  }

  /** Number that its commit returned; a later commit of the key has a greater one. */
  public long generation() {
    return generation;
  }

  /** Size of the content in bytes. */
  public int size() {
    return content.length;
  }

  /** A copy of the content. */
  public byte[] content() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slot that
        && generation == that.generation
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(generation) + Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "Slot[generation=" + generation + ", size=" + content.length + "]";
  }
}
