package io.tintin.core.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names a model by its content: the SHA-256 of its {@linkplain ModelCodec saved form}.
 *
 * @param sha256 64 lower-case hex digits
 */
public record ModelId(String sha256) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public ModelId {
    if (!HEX.matcher(sha256).matches()) {
      throw new IllegalArgumentException("model id must be 64 hex digits: " + sha256);
    }
  }

  /** The id of a model with this saved form. */
  public static ModelId of(byte[] encodedModel) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(encodedModel);
      return new ModelId(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return sha256;
  }
}
