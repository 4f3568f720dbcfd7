package io.tintin.cli.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What was read.
 *
 * @param training to divide further
 * @param test of the same shape and classes, if the data has a test set of its own
 */
public record Loaded(RawDataset training, Optional<RawDataset> test) {
  /** SHA-256 over shapes, classes, labels and numbers, in the order of the files. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      training.digest(digest);
      test.ifPresent(data -> data.digest(digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
