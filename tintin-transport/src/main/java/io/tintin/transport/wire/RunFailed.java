package io.tintin.transport.wire;

/**
 * Server to client: the run ended without a final model.
 *
 * @param reason in words; at most {@link Receipt#MAX_REASON} characters
 */
public record RunFailed(String reason) implements Body {
  /** Cuts the reason. */
  public RunFailed {
    if (reason.length() > Receipt.MAX_REASON) {
      reason = reason.substring(0, Receipt.MAX_REASON);
    }
  }
}
