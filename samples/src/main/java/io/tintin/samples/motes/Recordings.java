package io.tintin.samples.motes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of both campaigns, copied out of the jar for the sources to read; closing deletes them.
 */
record Recordings(Path folder) implements AutoCloseable {
  private static final List<String> FILES = List.of("single-hop.csv", "multi-hop.csv");

  /** Copies them to a new temporary folder. */
  static Recordings unpack() throws IOException {
    return unpackTo(Files.createTempDirectory("tintin-motes"));
  }

  static Recordings unpackTo(Path folder) throws IOException {
    for (String file : FILES) {
      try (InputStream in = Recordings.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IOException("resource must be in the jar: " + file);
        }
        Files.copy(in, folder.resolve(file));
      }
    }
    return new Recordings(folder);
  }

  @Override
  public void close() throws IOException {
    for (String file : FILES) {
      Files.deleteIfExists(folder.resolve(file));
    }
    Files.delete(folder);
  }
}
