package io.tintin.benchmarks.peer;

import java.util.HashMap;
import java.util.Map;

/**
 * What a peer did in one window of time.
 *
 * @param nanos that it took
 * @param cpuNanos of all threads of its process, those of the JVM too
 * @param allocated bytes on the Java heap, by all its threads
 * @param endNanos when it ended, since the start of the JVM
 */
public record Window(long steps, long nanos, long cpuNanos, long allocated, long endNanos) {
  /** Its line of the protocol. */
  public String line() {
    return "steps="
        + steps
        + " nanos="
        + nanos
        + " cpuNanos="
        + cpuNanos
        + " allocated="
        + allocated
        + " endNanos="
        + endNanos;
  }

  /**
   * Reads such a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Window of(String line) {
    Map<String, Long> fields = new HashMap<>();
    for (String field : line.split(" ", -1)) {
      int equals = field.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("window must be name=number …: " + line);
      }
      fields.put(field.substring(0, equals), Long.valueOf(field.substring(equals + 1)));
    }
    return new Window(
        field(fields, "steps", line),
        field(fields, "nanos", line),
        field(fields, "cpuNanos", line),
        field(fields, "allocated", line),
        field(fields, "endNanos", line));
  }

  private static long field(Map<String, Long> fields, String name, String line) {
    Long value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("window must have " + name + ": " + line);
    }
    return value;
  }

  /** Steps in a second of the clock. */
  public double stepsPerSecond() {
    return steps * 1e9 / nanos;
  }
}
