package io.tintin.sensors.frame;

/** Takes labels, early or late. */
@FunctionalInterface
public interface LabelSink {
  /**
   * Says what was true from one time to another, both included, in nanoseconds since 1970.
   *
   * @param label a class, or a value in steps of a channel
   */
  void label(long fromNanos, long toNanos, int label);
}
