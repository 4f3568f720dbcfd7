package io.tintin.transport.link;

/** Where a link stands. */
public enum LinkState {
  /** Connected, and every subscription is in place. */
  CONNECTED,
  /** Lost; the link tries to come back. */
  RECONNECTING,
  /** Closed for good. */
  CLOSED
}
