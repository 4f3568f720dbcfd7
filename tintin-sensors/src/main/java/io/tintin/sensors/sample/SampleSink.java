package io.tintin.sensors.sample;

/** Takes samples. Never blocks, never throws for what a sensor says, and allocates nothing. */
@FunctionalInterface
public interface SampleSink {
  /**
   * Offers one sample.
   *
   * @param channel index of its channel in the sink's list
   * @param eventNanos when it was measured, in nanoseconds since 1970-01-01T00:00:00Z
   * @param value in steps of the channel; ignored when the flags say that it is missing
   * @param quality flags of {@link io.tintin.sensors.quality.Quality} that the source knows of
   */
  Offer offer(int channel, long eventNanos, int value, int quality);
}
