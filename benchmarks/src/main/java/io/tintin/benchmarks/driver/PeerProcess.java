package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.peer.Window;
import io.tintin.benchmarks.result.Cell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A peer at work; its answers are awaited for two minutes at most. */
final class PeerProcess implements AutoCloseable {
  private static final int MOST_SECONDS = 120;
  private static final String READY = "ready firstStepNanos=";

  private final String name;
  private final Process process;
  private final ScheduledExecutorService clock;
  private final BufferedReader answers;
  private final OutputStream orders;
  private final long firstStepNanos;
  private final String remark;

  /**
   * Starts a process and waits until it made its first step.
   *
   * @param log for what it says besides its answers
   * @throws IOException if it does not get there
   */
  PeerProcess(
      Peer peer, Cell cell, int threads, Launch launch, Path log, ScheduledExecutorService clock)
      throws IOException {
    this.name = peer.name();
    this.clock = clock;
    ProcessBuilder builder = new ProcessBuilder(launch.command(peer, cell, threads));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    peer.environment()
        .forEach((key, text) -> environment.put(key, text.replace(Peer.THREADS, "" + threads)));
    builder.redirectError(log.toFile());
    this.process = builder.start();
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.getOutputStream();
    String ready;
    try {
      ready = answer();
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
    int end = ready.indexOf(' ', READY.length());
    if (!ready.startsWith(READY) || end < 0) {
      process.destroyForcibly();
      throw new IOException(name + " must say that it is ready: " + ready);
    }
    this.firstStepNanos = Long.parseLong(ready.substring(READY.length(), end));
    this.remark = ready.substring(end + 1);
  }

  long firstStepNanos() {
    return firstStepNanos;
  }

  String remark() {
    return remark;
  }

  /** Works for about that time. */
  Window run(int millis) throws IOException {
    return Window.of(ask("run " + millis));
  }

  /** Works for so many steps. */
  Window steps(int count) throws IOException {
    return Window.of(ask("steps " + count));
  }

  String hash() throws IOException {
    return ask("hash");
  }

  private String ask(String order) throws IOException {
    orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
    orders.flush();
    return answer();
  }

  private String answer() throws IOException {
    ScheduledFuture<?> end =
        clock.schedule(() -> process.destroyForcibly(), MOST_SECONDS, TimeUnit.SECONDS);
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException(name + " must answer: it ended, or took " + MOST_SECONDS + " s");
      }
      return line;
    } finally {
      end.cancel(false);
    }
  }

  /** Most memory that was resident so far, in kB; 0 where the system does not tell. */
  long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** How a peer is started on this machine. */
  record Launch(Map<Integer, Jdk> jdks, Path library, Path own, Path data) {
    Launch {
      jdks = Map.copyOf(jdks);
    }

    /** A process that keeps a processor busy. */
    ProcessBuilder hog() {
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      return new ProcessBuilder(
              java.toString(), "-XX:+UseSerialGC", "-cp", own.toString(), Hog.class.getName())
          .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /** JMH on the JDK and with the flags of a peer. */
    ProcessBuilder jmh(Peer peer, List<String> words) throws IOException {
      List<String> command = new ArrayList<>(List.of(java(peer)));
      command.addAll(peer.flags());
      String path = classPath(List.of("tintin-", "jmh-", "jopt-", "commons-math3-"));
      command.addAll(List.of("-cp", path, "org.openjdk.jmh.Main"));
      command.addAll(words);
      return new ProcessBuilder(command);
    }

    private String java(Peer peer) throws IOException {
      Jdk jdk = jdks.get(peer.feature());
      if (jdk == null) {
        throw new IOException(peer.name() + " needs JDK " + peer.feature());
      }
      return jdk.java().toString();
    }

    private List<String> command(Peer peer, Cell cell, int threads) throws IOException {
      List<String> words = new ArrayList<>(List.of(java(peer), "-XX:+UseSerialGC"));
      words.addAll(peer.flags());
      words.addAll(List.of("-cp", classPath(peer.jars()), peer.main()));
      words.addAll(List.of("--net", cell.net().word(), "--batch", "" + cell.batch()));
      words.addAll(List.of("--threads", "" + threads, "--data", data.toString()));
      words.addAll(peer.arguments());
      return words;
    }

    private String classPath(List<String> beginnings) throws IOException {
      List<String> jars = new ArrayList<>(List.of(own.toString()));
      try (var files = Files.newDirectoryStream(library, "*.jar")) {
        for (Path file : files) {
          String jar = file.getFileName().toString();
          if (beginnings.stream().anyMatch(jar::startsWith)) {
            jars.add(file.toString());
          }
        }
      }
      return String.join(":", jars);
    }
  }
}
