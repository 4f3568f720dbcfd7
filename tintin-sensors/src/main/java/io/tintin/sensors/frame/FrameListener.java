package io.tintin.sensors.frame;

/** Takes frames in the order of their time. */
@FunctionalInterface
public interface FrameListener {
  void frame(Frame frame);
}
