package io.tintin.core.model;

import java.io.Serial;

/** Bytes that are no saved model; the message names the field, the rule and the value. */
public final class MalformedModelException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedModelException(String message) {
    super(message);
  }

  public MalformedModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
