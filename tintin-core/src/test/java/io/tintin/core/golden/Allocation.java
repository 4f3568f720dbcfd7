package io.tintin.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

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
   * Checks that the work allocates nothing, in the best of several tries: the virtual machine may
   * allocate once while it compiles.
   *
   * <p>Vectors are objects until they are compiled, and among the many shapes of these tests some
   * never are. So where the kernels in use are those on the Vector API nothing is checked here, but
   * by {@code StepAllocationTest}, in a virtual machine of its own.
   */
  public static void assertNone(Runnable work, int runs) {
    if (KernelChoice.KERNELS.name().equals("vector")) {
      work.run();
      return;
    }
    long least = Long.MAX_VALUE;
    for (int t = 0; t < 5 && least > 0; t++) {
      least = Math.min(least, of(work));
    }
    assertThat(least).as("bytes in %s runs", runs).isZero();
  }
}
