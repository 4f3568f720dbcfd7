package io.tintin.cli;

import java.io.Serial;

/** The run did not give what it should: one line for the user, exit code 1. */
final class RunFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RunFailedException(String message) {
    super(message);
  }

  RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
