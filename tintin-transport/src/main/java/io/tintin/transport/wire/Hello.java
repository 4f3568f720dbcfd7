package io.tintin.transport.wire;

/**
 * Client to server: here I am, send me what I should do.
 *
 * @param lastRound the latest round whose task this client has, 0 for none
 * @param finished the end of the run has arrived: the final model, or the word that it failed
 */
public record Hello(int lastRound, boolean finished) implements Body {
  /** Checks the range. */
  public Hello {
    if (lastRound < 0) {
      throw new IllegalArgumentException("last_round must be at least 0: " + lastRound);
    }
  }
}
