package io.tintin.core.aggregate;

import java.io.Serial;

/** An update that does not fit the round; the message names the field, the rule and the value. */
public final class MalformedUpdateException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedUpdateException(String message) {
    super(message);
  }
}
