package io.tintin.core.internal.kernel;

/** Offers kernels that not every machine can run; found by {@link java.util.ServiceLoader}. */
public interface KernelProvider {
  /** As {@link Kernels#name} of what it opens. */
  String name();

  /**
   * The kernels, not yet compared with others.
   *
   * @throws UnsupportedOperationException if they would not run, or not run fast, here; the message
   *     is one line that says why and, where there is a remedy, names it
   */
  Kernels open();
}
