package io.tintin.transport.node;

import java.io.IOException;

/** A node did not do what it was asked. */
public final class NodeRefusalException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why not. */
  public enum Reason {
    /** The request was none of its version, or a value was out of its range. */
    MALFORMED,
    /** It is not in this round: it was reset, and has to be offered a round anew. */
    OTHER_ROUND,
    /** A part of the model was not the next one. */
    GAP,
    /** Parts of the model were missing. */
    INCOMPLETE,
    /** It has nothing to train on. */
    NO_EXAMPLES,
    /** It gave a reason that this version does not know. */
    UNKNOWN
  }

  NodeRefusalException(String request, Reason reason) {
    super("node must accept " + request + ": " + reason);
    this.reason = reason;
  }

  /** Why not. */
  public Reason reason() {
    return reason;
  }
}
