package io.tintin.broker;

/** The broker could not start; the message fits on one line and can be shown. */
public final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception with what to show. */
  public BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
