package io.tintin.core.internal.codec;

import java.io.Serial;

/** Saved bytes break their format; the message names the field, the rule and the value. */
public final class MalformedBytesException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedBytesException(String message) {
    super(message);
  }
}
