package io.tintin.benchmarks.peer;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Serves the lines of a driver: {@code run <millis>} and {@code steps <count>} are answered by a
 * {@link Window}, {@code hash} by the weights' hash, {@code quit} by the end.
 */
public final class PeerLoop {
  private final Stepper stepper;
  private final PrintStream out;
  private final Instant jvmStart;
  private final OperatingSystemMXBean system;
  private final ThreadMXBean threads;

  private PeerLoop(Stepper stepper, PrintStream out) {
    this.stepper = stepper;
    this.out = out;
    this.jvmStart = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    this.threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  }

  /** Makes the first step, says so, and then does as it is told until {@code quit} or the end. */
  public static void serve(Stepper stepper, String remark) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err); // A library that prints must not break the protocol.
    stepper.step();
    Instant firstStep = Instant.now();
    PeerLoop loop = new PeerLoop(stepper, out);
    out.println("ready firstStepNanos=" + loop.sinceStart(firstStep) + " " + remark);
    out.flush();
    stepper.prepare();
    loop.answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    System.exit(0); // Some libraries leave threads behind.
  }

  private void answer(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("quit")) {
        return;
      } else if (line.equals("hash")) {
        out.println(stepper.hash());
      } else if (line.startsWith("run ")) {
        out.println(run(Long.parseLong(line.substring(4)) * 1_000_000, Long.MAX_VALUE).line());
      } else if (line.startsWith("steps ")) {
        out.println(run(Long.MAX_VALUE, Long.parseLong(line.substring(6))).line());
      } else {
        out.println("unknown " + line);
      }
      out.flush();
    }
  }

  /** Until one of both is reached. */
  private Window run(long mostNanos, long mostSteps) {
    long allocated = allocated();
    long cpuNanos = system.getProcessCpuTime();
    long start = System.nanoTime();
    long end = start;
    long steps = 0;
    while (end - start < mostNanos && steps < mostSteps) {
      stepper.step();
      steps++;
      end = System.nanoTime();
    }
    return new Window(
        steps,
        end - start,
        system.getProcessCpuTime() - cpuNanos,
        allocated() - allocated,
        sinceStart(Instant.now()));
  }

  private long sinceStart(Instant instant) {
    return Duration.between(jvmStart, instant).toNanos();
  }

  private long allocated() {
    long bytes = 0;
    for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      bytes += Math.max(0, each);
    }
    return bytes;
  }
}
