package io.tintin.transport.testing;

import java.net.URI;

/** A broker that a contract may use and ill-treat. */
public interface TestBroker {
  URI uri();

  /** Stops it, forgetting all, and starts it again on the same port. */
  void restart() throws Exception;

  void close() throws Exception;

  /** Makes one. */
  @FunctionalInterface
  interface Starter {
    TestBroker start() throws Exception;
  }
}
