package io.tintin.transport.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Mosquitto of this machine, started on a free loopback port, without persistence. */
public final class Mosquitto implements TestBroker, AutoCloseable {
  private static final int TRIES = 5;

  private final Path folder;
  private final List<String> settings;
  private int port;
  private Process process;

  private Mosquitto(Path folder, List<String> settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Starts one with more settings; skips the test, or fails it in CI, if there is none. */
  public static Mosquitto start(String... settings) throws IOException, InterruptedException {
    requireInstalled();
    Path folder = Files.createTempDirectory("tintin-mosquitto");
    Mosquitto broker = new Mosquitto(folder, new ArrayList<>(List.of(settings)));
    boolean launched = false;
    try {
      broker.launch();
      launched = true;
      return broker;
    } finally {
      if (!launched) {
        broker.close(); // leaves no folder behind
      }
    }
  }

  public static void requireInstalled() {
    boolean required =
        "true".equals(System.getenv("CI")) || Boolean.getBoolean("tintin.requireMosquitto");
    if (binary().isEmpty() && required) {
      throw new AssertionError("mosquitto must be installed in CI: not on the PATH");
    }
    assumeTrue(binary().isPresent(), "SKIPPED: mosquitto is not installed, try apt install it");
  }

  @Override
  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    stop();
    if (!tryLaunch()) {
      throw new IOException("mosquitto did not start again on port " + port);
    }
  }

  private void stop() throws InterruptedException {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() throws InterruptedException, IOException {
    stop();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void launch() throws IOException, InterruptedException {
    for (int i = 0; i < TRIES; i++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      if (tryLaunch()) {
        return;
      }
    }
    throw new IOException("mosquitto did not start: " + Files.readString(folder.resolve("log")));
  }

  private boolean tryLaunch() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      lines.add("user root");
    }
    lines.add("persistence false");
    lines.add("max_packet_size 4194304");
    lines.add("max_inflight_messages 32");
    lines.add("max_queued_messages 100000");
    if (settings.stream().noneMatch(line -> line.startsWith("allow_anonymous"))) {
      lines.add("allow_anonymous true");
    }
    lines.addAll(settings);
    lines.add("listener " + port + " 127.0.0.1");
    Path config = folder.resolve("mosquitto.conf");
    Files.write(config, lines);
    process =
        new ProcessBuilder(binary().orElseThrow().toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    return awaitListening();
  }

  private boolean awaitListening() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    }
    return false;
  }

  private static Optional<Path> binary() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
