package io.tintin.sensors.frame;

/** Takes examples: frames that found their label. */
@FunctionalInterface
public interface ExampleListener {
  void example(Frame frame, int label);
}
