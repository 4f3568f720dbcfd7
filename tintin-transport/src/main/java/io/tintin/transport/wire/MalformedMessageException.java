package io.tintin.transport.wire;

import java.util.Objects;

/** Bytes that are no message; the text names the field, the rule and the value. */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What to count it under. */
  public enum Reason {
    /** More bytes, tensors or receipts than allowed. */
    OVERSIZE,
    /** No protobuf of this schema: truncated or garbage. */
    UNPARSEABLE,
    /** Another schema version. */
    VERSION,
    /** A body this version does not know, or none. */
    BODY,
    /** Fleet or gateway are not the topic's. */
    ADDRESS,
    /** A field out of its range, or fields that contradict each other. */
    FIELD
  }

  /** An exception with what to count and what to log. */
  public MalformedMessageException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason);
  }

  /** What to count it under. */
  public Reason reason() {
    return reason;
  }
}
