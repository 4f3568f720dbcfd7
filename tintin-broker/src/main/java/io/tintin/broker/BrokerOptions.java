package io.tintin.broker;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How an {@link EmbeddedBroker} runs.
 *
 * @param host address to listen on; there is no password, so think before leaving the loopback
 * @param port to listen on, 0 for one that is free
 * @param maxPacketBytes largest packet taken; a client that sends a larger one is disconnected
 * @param maxMemoryBytes of queued messages; a publish beyond is not acknowledged and costs its
 *     sender the connection
 * @param journal folder that keeps sessions and messages over restarts; nothing is kept without
 */
public record BrokerOptions(
    String host, int port, int maxPacketBytes, long maxMemoryBytes, Optional<Path> journal) {
  /** On the loopback, on a free port, 4 MiB a packet, 128 MiB in all, nothing kept. */
  public static final BrokerOptions DEFAULT =
      new BrokerOptions("127.0.0.1", 0, 4 << 20, 128L << 20, Optional.empty());

  private static final int LEAST_PACKET_BYTES = 1024;

  /** Checks the ranges. */
  public BrokerOptions {
    if (!host.matches("[A-Za-z0-9._-]{1,255}")) {
      throw new IllegalArgumentException("host must be a name or an IPv4 address: " + host);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
    if (maxPacketBytes < LEAST_PACKET_BYTES) {
      throw new IllegalArgumentException(
          "maxPacketBytes must be at least " + LEAST_PACKET_BYTES + ": " + maxPacketBytes);
    }
    if (maxMemoryBytes < maxPacketBytes) {
      throw new IllegalArgumentException(
          "maxMemoryBytes must be at least maxPacketBytes: " + maxMemoryBytes);
    }
    Objects.requireNonNull(journal, "journal");
  }

  /** Listening on another address. */
  public BrokerOptions withHost(String newHost) {
    return new BrokerOptions(newHost, port, maxPacketBytes, maxMemoryBytes, journal);
  }

  /** Listening on another port. */
  public BrokerOptions withPort(int newPort) {
    return new BrokerOptions(host, newPort, maxPacketBytes, maxMemoryBytes, journal);
  }

  /** With other limits. */
  public BrokerOptions withLimits(int packetBytes, long memoryBytes) {
    return new BrokerOptions(host, port, packetBytes, memoryBytes, journal);
  }

  /** Keeping sessions and messages in this folder. */
  public BrokerOptions withJournal(Path folder) {
    return new BrokerOptions(host, port, maxPacketBytes, maxMemoryBytes, Optional.of(folder));
  }
}
