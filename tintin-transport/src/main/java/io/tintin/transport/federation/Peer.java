package io.tintin.transport.federation;

import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a server remembers of a gateway. Guarded by the server's lock. */
final class Peer {
  private final String gateway;
  private final BitSet acceptedRounds = new BitSet();
  private final Map<Integer, Receipt> receipts = new LinkedHashMap<>();
  private long session;
  private @Nullable Body taskOnItsWay;
  private boolean sendingReceipts;
  private boolean knowsEnd;

  Peer(String gateway) {
    this.gateway = gateway;
  }

  String gateway() {
    return gateway;
  }

  /** The client's session, 0 before it said hello. */
  long session() {
    return session;
  }

  /** A new session is a new life of the gateway: it has nothing yet. */
  void session(long newSession) {
    if (session != newSession) {
      session = newSession;
      knowsEnd = false;
    }
  }

  boolean isAccepted(int round) {
    return acceptedRounds.get(round);
  }

  void accept(int round) {
    acceptedRounds.set(round);
  }

  /** Marks the task as on its way; false if it is already. */
  boolean sendTask(Body task) {
    boolean news = taskOnItsWay != task;
    taskOnItsWay = task;
    return news;
  }

  void taskSent(Body task) {
    if (taskOnItsWay == task) {
      taskOnItsWay = null;
    }
  }

  boolean knowsEnd() {
    return knowsEnd;
  }

  void confirmEnd() {
    knowsEnd = true;
  }

  /** Keeps a receipt for the next message; a full message's worth is enough, copies come again. */
  void addReceipt(Receipt receipt) {
    if (receipts.size() < Receipts.MAX) {
      receipts.put(receipt.round(), receipt);
    }
  }

  /** Takes all receipts, unless there are none or the last ones are still on their way. */
  List<Receipt> takeReceipts() {
    if (sendingReceipts || receipts.isEmpty()) {
      return List.of();
    }
    sendingReceipts = true;
    List<Receipt> taken = new ArrayList<>(receipts.values());
    receipts.clear();
    return taken;
  }

  void receiptsSent() {
    sendingReceipts = false;
  }
}
