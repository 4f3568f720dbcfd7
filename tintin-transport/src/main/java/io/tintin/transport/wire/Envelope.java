package io.tintin.transport.wire;

import java.util.Objects;

/** A message: whom it concerns, and what it says. */
public record Envelope(Header header, Body body) {
  /** Checks that both are there. */
  public Envelope {
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(body, "body");
  }
}
