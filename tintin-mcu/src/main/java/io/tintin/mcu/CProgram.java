package io.tintin.mcu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A program in C99: files of text by their names.
 *
 * @param name what its names begin with
 * @param files by name, without folders
 * @param memory what it needs at run time
 */
public record CProgram(String name, SortedMap<String, String> files, MemoryPlan memory) {
  public CProgram {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  CProgram(String name, Map<String, String> files, MemoryPlan memory) {
    this(name, new TreeMap<>(files), memory);
  }

  /**
   * Writes all files into a folder, which is made if it is not there. A file of the same name is
   * replaced as a whole; no other is touched.
   *
   * @throws IOException if a file cannot be written; those before it are there
   */
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path part = Files.createTempFile(folder, file.getKey(), ".part");
      try {
        Files.writeString(part, file.getValue());
        Files.move(part, folder.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }
}
