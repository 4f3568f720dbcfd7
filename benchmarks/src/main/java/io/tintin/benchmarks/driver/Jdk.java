package io.tintin.benchmarks.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A JDK of this machine.
 *
 * @param version as it says itself, {@code 17.0.15}
 * @param vendor likewise
 */
record Jdk(int feature, String version, String vendor, Path java) {
  /** Where Debian's packages and others put them. */
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  /** By feature version: the one that runs this, and those that are installed. */
  static Map<Integer, Jdk> all() throws IOException {
    Map<Integer, Jdk> all = new TreeMap<>();
    add(Path.of(System.getProperty("java.home")), all);
    if (Files.isDirectory(INSTALLED)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(INSTALLED)) {
        for (Path home : homes) {
          add(home, all);
        }
      }
    }
    return all;
  }

  private static void add(Path home, Map<Integer, Jdk> all) throws IOException {
    Path java = home.resolve("bin/java");
    Path release = home.resolve("release");
    if (!Files.isExecutable(java) || !Files.isReadable(release)) {
      return;
    }
    Properties said = new Properties();
    try (InputStream in = Files.newInputStream(release)) {
      said.load(in);
    }
    String version = unquoted(said, "JAVA_VERSION");
    if (!version.isEmpty()) {
      int feature = Runtime.Version.parse(version).feature();
      all.putIfAbsent(feature, new Jdk(feature, version, unquoted(said, "IMPLEMENTOR"), java));
    }
  }

  private static String unquoted(Properties said, String name) {
    return said.getProperty(name, "").replace("\"", "");
  }
}
