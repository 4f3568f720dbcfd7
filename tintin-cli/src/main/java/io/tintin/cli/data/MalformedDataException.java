package io.tintin.cli.data;

import java.io.Serial;

/** A file that holds no examples; the message names the file, the field, the rule and the value. */
public final class MalformedDataException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public MalformedDataException(String message) {
    super(message);
  }

  public MalformedDataException(String message, Throwable cause) {
    super(message, cause);
  }

  static MalformedDataException of(String where, String field, Object rule, Object value) {
    return new MalformedDataException(where + ": " + field + " must be " + rule + ": " + value);
  }
}
