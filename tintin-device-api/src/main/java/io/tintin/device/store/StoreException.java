package io.tintin.device.store;

import java.io.IOException;

/** A store could not be opened, read or written. The message names the key or the file. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
