package io.tintin.mcu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** A program in C99: files of text by their names. */
public final class CProgram {
  private final String name;
  private final SortedMap<String, String> files;
  private final MemoryPlan memory;
  private final StepPlan step;
  private final IntUnaryOperator hashes;

  /**
   * A program.
   *
   * @param hashes what the self-test has to give after so many steps
   */
  CProgram(
      String name,
      Map<String, String> files,
      MemoryPlan memory,
      StepPlan step,
      IntUnaryOperator hashes) {
    this.name = name;
    this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    this.memory = memory;
    this.step = step;
    this.hashes = hashes;
  }

  /** What its names begin with. */
  public String name() {
    return name;
  }

  /** Texts by the names of their files, without folders. */
  public SortedMap<String, String> files() {
    return files;
  }

  /** What it needs at run time. */
  public MemoryPlan memory() {
    return memory;
  }

  /** The calls of a step and their memory. */
  public StepPlan step() {
    return step;
  }

  /** What the self-test has to give after so many steps, of parameters and predictions. */
  int expectedHash(int steps) {
    return hashes.applyAsInt(steps);
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
