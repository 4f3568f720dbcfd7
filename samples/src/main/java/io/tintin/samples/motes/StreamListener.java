package io.tintin.samples.motes;

import io.tintin.sensors.frame.Frame;

/** Takes what comes from a mote, in the order in which it comes. */
public interface StreamListener {
  /** Whether there was steam at that time. */
  default void label(long nanos, int label) {}

  /** A frame is complete. The steps are those of the changes within the horizon, in Q16. */
  default void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {}
}
