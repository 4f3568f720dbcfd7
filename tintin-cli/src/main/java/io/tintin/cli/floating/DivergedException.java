package io.tintin.cli.floating;

import java.io.Serial;

/** Weights grew until float32 could not hold them: the run failed, and no model is left. */
public final class DivergedException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
