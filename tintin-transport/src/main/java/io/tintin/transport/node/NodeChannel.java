package io.tintin.transport.node;

import java.io.IOException;

/**
 * Carries a request to a node and its answer back, such as {@code LineCaller} of tintin-device-api
 * over a serial line. It may send a request several times, but none before the answer to the last.
 */
@FunctionalInterface
public interface NodeChannel {
  /**
   * The answer to a request.
   *
   * @throws IOException if none came
   */
  byte[] call(byte[] request) throws IOException, InterruptedException;
}
