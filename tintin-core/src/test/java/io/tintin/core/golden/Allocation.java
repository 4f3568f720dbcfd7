package io.tintin.core.golden;

import io.tintin.core.internal.kernel.KernelChoice;
import java.lang.management.ManagementFactory;

/** Counts the bytes that a thread allocates. */
public final class Allocation {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that this thread has allocated since it began. */
  public static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Bytes that the work allocates, less what counting itself does. */
  public static long of(Runnable work) {
    long idle = ofThisThread();
    long counting = ofThisThread() - idle;
    long before = ofThisThread();
    work.run();
    return ofThisThread() - before - counting;
  }

  /**
   * Bytes that the work allocates in the best of several runs: the virtual machine may allocate
   * once while it compiles, and vectors are objects until it has compiled.
   */
  public static long leastOf(Runnable work) {
    int runs = KernelChoice.KERNELS.name().equals("vector") ? 1000 : 5;
    long least = Long.MAX_VALUE;
    for (int run = 0; run < runs && least > 0; run++) {
      least = Math.min(least, of(work));
    }
    return least;
  }
}
