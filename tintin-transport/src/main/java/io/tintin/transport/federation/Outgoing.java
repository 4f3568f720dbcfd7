package io.tintin.transport.federation;

import io.tintin.transport.wire.Receipt;
import java.util.concurrent.CompletableFuture;

/** The update a client sends until it has a receipt. Guarded by the client's lock. */
final class Outgoing {
  private final long run;
  private final int round;
  private final byte[] bytes;
  private final CompletableFuture<Receipt> receipt = new CompletableFuture<>();
  private boolean onItsWay;

  Outgoing(long run, int round, byte[] bytes) {
    this.run = run;
    this.round = round;
    this.bytes = bytes;
  }

  boolean is(long otherRun, int otherRound) {
    return run == otherRun && round == otherRound;
  }

  int round() {
    return round;
  }

  byte[] bytes() {
    return bytes;
  }

  CompletableFuture<Receipt> receipt() {
    return receipt;
  }

  boolean isOnItsWay() {
    return onItsWay;
  }

  void onItsWay(boolean sending) {
    onItsWay = sending;
  }
}
