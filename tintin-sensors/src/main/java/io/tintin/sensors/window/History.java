package io.tintin.sensors.window;

/**
 * The latest usable samples of one channel, oldest first, as features see them. Holds at least
 * those of the last window and of as far back as the channel's features reach, unless samples came
 * much faster than the channel's period says.
 */
public interface History {
  /** Most samples that are held. */
  int MAX_SAMPLES = 1 << 16;

  int size();

  /** Time of a sample in nanoseconds since 1970; grows, or stays, with the index. */
  long nanos(int index);

  /** A sample in steps of its channel, within the channel's range. */
  int value(int index);

  /** Index of the first sample after a time; {@link #size()} when there is none. */
  default int firstAfter(long nanos) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nanos(middle) > nanos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
