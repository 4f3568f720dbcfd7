package io.tintin.core.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.internal.kernel.KernelChoice;
import java.lang.management.ManagementFactory;

/** Counts the bytes that a thread allocates. */
public final class Allocation {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int VECTORS = 1024;

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
   * <p>Vectors are objects until they are compiled, and now and then one stays an object. So where
   * the kernels in use are those on the Vector API, a run may allocate up to {@value #VECTORS}
   * bytes; where JDK 17 allocates more, that is printed and no error.
   */
  public static void assertNone(Runnable work, int runs) {
    boolean hasVectors = KernelChoice.KERNELS.name().equals("vector");
    int tries = hasVectors ? 1000 : 5;
    long least = Long.MAX_VALUE;
    for (int t = 0; t < tries && least > 0; t++) {
      least = Math.min(least, of(work));
    }
    if (!hasVectors) {
      assertThat(least).as("bytes in %s runs", runs).isZero();
    } else if (Runtime.version().feature() > 17) {
      assertThat(least / runs).as("bytes in a run").isLessThan(VECTORS);
    } else if (least / runs >= VECTORS) {
      System.out.println("WARNING: vectors of JDK 17 allocate " + least / runs + " bytes a run");
    }
  }
}
