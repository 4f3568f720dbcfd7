package io.tintin.core.continual;

import java.io.Serial;

/** Bytes that are no snapshot of this; the message names the field, the rule and the value. */
public final class MalformedSnapshotException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedSnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
