package io.tintin.samples.motes;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A gateway could not go on; the message says why. */
final class RunFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  RunFailedException(@Nullable Throwable cause) {
    super(cause == null ? "a gateway ended without a reason" : cause.getMessage(), cause);
  }
}
