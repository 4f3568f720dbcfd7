package io.tintin.benchmarks.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What can be told of this machine, but not whose it is. */
final class Machine {
  private static final List<String> FLAGS =
      List.of(
          "avx2",
          "fma",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "asimd",
          "asimddp",
          "i8mm");

  private Machine() {}

  /** Processor, memory, system and tools. */
  static Map<String, String> facts(Iterable<Jdk> jdks) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, String> processor = colons("/proc/cpuinfo");
    facts.put(
        "processor",
        processor.getOrDefault("model name", System.getProperty("os.arch"))
            + ", family "
            + processor.getOrDefault("cpu family", "?")
            + ", model "
            + processor.getOrDefault("model", "?"));
    String words =
        " " + processor.getOrDefault("flags", processor.getOrDefault("Features", "")) + " ";
    TreeSet<String> flags = new TreeSet<>(FLAGS);
    flags.removeIf(flag -> !words.contains(" " + flag + " "));
    facts.put("instructions", String.join(" ", flags));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    String kilobytes = colons("/proc/meminfo").getOrDefault("MemTotal", "0 kB");
    long gigabytes = Math.round(Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) / 1048576.0);
    facts.put("memory", gigabytes + " GB");
    facts.put("system", System.getProperty("os.name") + " " + version());
    for (Jdk jdk : jdks) {
      facts.put("JDK " + jdk.feature(), jdk.version() + ", " + jdk.vendor());
    }
    facts.put("gcc", firstLine("gcc", "--version"));
    return facts;
  }

  /** The numbers of the kernel's version, without what its builder added. */
  private static String version() {
    return System.getProperty("os.version").replaceFirst("[^0-9.].*", "");
  }

  /** The first of the load averages. */
  static String load() throws IOException {
    Path load = Path.of("/proc/loadavg");
    return Files.isReadable(load) ? Files.readString(load).split(" ", 2)[0] : "unknown";
  }

  /** Lines {@code name : value}; the first of a name counts. */
  private static Map<String, String> colons(String file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    if (Files.isReadable(Path.of(file))) {
      for (String line : Files.readAllLines(Path.of(file))) {
        String[] parts = line.split(":", 2);
        if (parts.length == 2) {
          values.putIfAbsent(parts[0].strip(), parts[1].strip());
        }
      }
    }
    return values;
  }

  /** What a tool says first, or that there is none. */
  private static String firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        String line = out.readLine();
        return line == null ? "unknown" : line;
      }
    } catch (IOException e) {
      return "none";
    }
  }
}
