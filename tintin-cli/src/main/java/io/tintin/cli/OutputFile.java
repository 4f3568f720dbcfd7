package io.tintin.cli;

import io.tintin.cli.output.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that a command writes, which is there whole or not at all.
 *
 * @param option that names it
 * @param path as the user wrote it
 */
record OutputFile(String option, Path path, AtomicFile file) {
  /** One that can be written, as far as can be found out without doing so. */
  static OutputFile at(String option, Path path) throws UsageException {
    try {
      return new OutputFile(option, path, AtomicFile.at(path));
    } catch (IOException e) {
      throw new UsageException(unwritable(option, path, e), e);
    }
  }

  void write(byte[] content) throws RunFailedException {
    try {
      file.write(content);
    } catch (IOException e) {
      throw new RunFailedException(unwritable(option, path, e), e);
    }
  }

  /** What is wrong with a file, by the name that the user knows. */
  static String unwritable(String option, Path path, IOException e) {
    return option + " must be a file that can be written: " + path + " (" + Errors.reason(e) + ")";
  }
}
