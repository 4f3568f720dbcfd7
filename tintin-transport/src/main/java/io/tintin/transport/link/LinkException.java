package io.tintin.transport.link;

import java.util.Objects;

/** The carrier can't be reached or said no; the message fits on one line and can be shown. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a link failed. */
  public enum Reason {
    /** No such host, nobody listening, or the connection broke. */
    UNREACHABLE,
    /** The carrier knows us and refuses: credentials, rights, quota. */
    REFUSED,
    /** No answer in time. */
    TIMEOUT,
    /** The link was closed on this side. */
    CLOSED
  }

  /** An exception with what to show. */
  public LinkException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason);
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
