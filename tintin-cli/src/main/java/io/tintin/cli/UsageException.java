package io.tintin.cli;

import java.io.Serial;

/** Wrong use or wrong input: one line for the user, exit code 2. */
final class UsageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
