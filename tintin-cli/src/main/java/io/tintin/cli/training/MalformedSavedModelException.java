package io.tintin.cli.training;

import java.io.Serial;

/** Bytes that are no model saved by this program; the message names field, rule and value. */
public final class MalformedSavedModelException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedSavedModelException(String message) {
    super(message);
  }

  public MalformedSavedModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
