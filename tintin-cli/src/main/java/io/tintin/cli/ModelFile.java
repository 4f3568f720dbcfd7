package io.tintin.cli;

import io.tintin.cli.training.MalformedSavedModelException;
import io.tintin.cli.training.SavedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/** The file of a saved model, as an argument of a command. */
final class ModelFile {
  private static final byte[] MAGIC = "TINTINCP".getBytes(StandardCharsets.US_ASCII);

  private ModelFile() {}

  /** Whether the file begins as a checkpoint does. */
  static boolean isOne(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Whether a text is the path of such a file. */
  static boolean isOne(String text) throws UsageException {
    try {
      Path path = Path.of(text);
      return Files.isRegularFile(path) && isOne(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  static SavedModel read(Path file) throws UsageException {
    try {
      return SavedModel.decode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(e);
    } catch (MalformedSavedModelException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }

  private static UsageException unreadable(IOException e) {
    return new UsageException("model must be a file that can be read: " + Errors.describe(e), e);
  }
}
