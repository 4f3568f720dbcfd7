package io.tintin.cli;

import io.tintin.cli.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one command and the options that name them; none is written over another one. */
final class NamedFiles {
  /** As many links as Linux follows. */
  private static final int MAX_LINKS = 40;

  private record Named(String option, Path file) {}

  private final List<Named> all = new ArrayList<>();

  /** Adds a file that is read. */
  void reads(String option, Path file) {
    all.add(new Named(option, file));
  }

  /** Adds a file that is read, if the text is the path of one. */
  void readsIfFile(String option, String text) {
    try {
      Path file = Path.of(text);
      if (Files.isRegularFile(file)) {
        reads(option, file);
      }
    } catch (InvalidPathException e) {
      // A text that can't be a path names no file.
      return;
    }
  }

  /**
   * Adds the files of examples.
   *
   * @param root folder in which {@code bin/data} puts data sets
   */
  void readsData(String option, String data, Path root) {
    DataSource.files(root, data).forEach(file -> reads(option, file));
  }

  /**
   * Adds a file that is written.
   *
   * @throws UsageException if it was added before, by whatever path, or can't be written
   */
  OutputFile writes(String option, Path file) throws UsageException {
    for (Named other : all) {
      if (isSame(file, other.file())) {
        throw new UsageException(
            option + " must be another file than " + other.option() + ": " + file);
      }
    }
    all.add(new Named(option, file));
    return OutputFile.at(option, file);
  }

  private static boolean isSame(Path one, Path other) {
    try {
      boolean areThere = Files.exists(one) && Files.exists(other);
      return areThere ? Files.isSameFile(one, other) : real(one, 0).equals(real(other, 0));
    } catch (IOException e) {
      // What can't be looked at can't be written either, which is told then.
      return false;
    }
  }

  /** Without links, also of a file that is not there yet. */
  private static Path real(Path path, int links) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    if (Files.exists(absolute) || folder == null || name == null) {
      return absolute.toRealPath();
    }
    if (Files.isSymbolicLink(absolute) && links < MAX_LINKS) {
      return real(folder.resolve(Files.readSymbolicLink(absolute)), links + 1);
    }
    return folder.toRealPath().resolve(name);
  }
}
