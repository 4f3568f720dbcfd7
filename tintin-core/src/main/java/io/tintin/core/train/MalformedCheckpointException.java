package io.tintin.core.train;

import java.io.Serial;

/** Bytes that are no saved checkpoint; the message names the field, the rule and the value. */
public final class MalformedCheckpointException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
