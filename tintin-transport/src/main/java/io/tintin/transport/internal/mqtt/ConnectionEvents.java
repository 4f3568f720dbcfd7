package io.tintin.transport.internal.mqtt;

/** What a connection reports, on Paho's threads: every method must return at once. */
public interface ConnectionEvents {
  /** A message arrived; it stays unacknowledged until {@link PahoConnection#acknowledge}. */
  void received(PahoConnection connection, int messageId, int qos, String topic, byte[] payload);

  /** The connection has ended; called once, also after {@link PahoConnection#abort}. */
  void ended(PahoConnection connection, String reason);
}
