package io.tintin.transport.internal.mqtt;

/** A connection or a request on it failed; the message says why in a few words. */
public final class ConnectFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Why, coarsely. */
  public enum Kind {
    /** No connection at all. */
    UNREACHABLE,
    /** The broker said no. */
    REFUSED,
    /** No answer in time. */
    TIMEOUT
  }

  ConnectFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why, coarsely. */
  public Kind kind() {
    return kind;
  }
}
