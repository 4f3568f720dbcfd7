package io.tintin.sensors.source;

import java.io.IOException;

/** A source could not be opened or read on. What a sensor says never causes one. */
public final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  public SourceException(String message) {
    super(message);
  }

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
