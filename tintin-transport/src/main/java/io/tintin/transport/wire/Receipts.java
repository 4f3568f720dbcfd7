package io.tintin.transport.wire;

import java.util.List;

/** Server to client: these updates need not be sent again. */
public record Receipts(List<Receipt> receipts) implements Body {
  /** Most receipts in one message. */
  public static final int MAX = 1024;

  /** Checks the number. */
  public Receipts {
    receipts = List.copyOf(receipts);
    if (receipts.isEmpty() || receipts.size() > MAX) {
      throw new IllegalArgumentException(
          "receipts must be 1 to " + MAX + " of them: " + receipts.size());
    }
  }
}
