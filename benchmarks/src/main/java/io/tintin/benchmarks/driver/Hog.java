package io.tintin.benchmarks.driver;

import java.io.IOException;
import java.util.Arrays;

/** A neighbour that keeps one processor busy until its input ends. */
public final class Hog {
  private Hog() {}

  /** Spins on another thread, so that it ends with the process that started it. */
  public static void main(String[] words) throws IOException {
    Thread spinning = new Thread(Hog::spin);
    spinning.setDaemon(true);
    spinning.start();
    while (System.in.read() >= 0) {
      // Nothing is expected.
    }
  }

  private static void spin() {
    int[] values = new int[1 << 10];
    for (int i = 0; ; i++) {
      Arrays.fill(values, i);
    }
  }
}
