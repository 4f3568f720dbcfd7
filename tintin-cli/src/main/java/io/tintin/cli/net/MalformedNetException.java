package io.tintin.cli.net;

import java.io.Serial;

/** A text that describes no architecture; the message names line, field, rule and value. */
public final class MalformedNetException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedNetException(String message) {
    super(message);
  }

  public MalformedNetException(String message, Throwable cause) {
    super(message, cause);
  }
}
