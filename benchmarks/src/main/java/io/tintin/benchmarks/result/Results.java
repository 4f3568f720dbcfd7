package io.tintin.benchmarks.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was measured, in the order in which it was. */
public final class Results {
  /** Of machine and run, in words. */
  private final Map<String, String> facts = new LinkedHashMap<>();

  private final List<Started> started = new ArrayList<>();
  private final List<Measured> windows = new ArrayList<>();
  private final List<Kernel> kernels = new ArrayList<>();

  public Map<String, String> facts() {
    return facts;
  }

  public List<Started> started() {
    return started;
  }

  public List<Measured> windows() {
    return windows;
  }

  public List<Kernel> kernels() {
    return kernels;
  }
}
