package io.tintin.samples.motes;

import java.io.Serial;

/** The run can't go on; the message says who failed and why. */
public final class RunFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RunFailedException(String message) {
    super(message);
  }

  RunFailedException(String who, Throwable cause) {
    super(who + " failed: " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
