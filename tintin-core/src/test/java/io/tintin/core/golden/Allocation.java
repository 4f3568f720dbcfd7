package io.tintin.core.golden;

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
}
