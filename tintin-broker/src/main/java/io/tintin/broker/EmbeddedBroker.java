package io.tintin.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * Apache ActiveMQ Artemis as an MQTT 5 broker inside this process.
 *
 * <p>Chosen because it delivers what it acknowledged, where others drop what a full queue can't
 * hold. It offers no topic aliases, which the client library can't handle, and 32 publishes in
 * flight.
 *
 * <p>After {@link #close()} another may start on the same port: {@code
 * EmbeddedBroker.start(options.withPort(old.port()))}.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final String ACCEPTOR = "mqtt";
  private static final int RECEIVE_MAXIMUM = 32;
  private static final int THREADS = 4;
  private static final int PORT_TRIES = 10;

  private final ActiveMQServer server;
  private final String host;
  private final int port;

  private EmbeddedBroker(ActiveMQServer server, String host, int port) {
    this.server = server;
    this.host = host;
    this.port = port;
  }

  /** Starts with {@link BrokerOptions#DEFAULT}. */
  public static EmbeddedBroker start() throws BrokerException {
    return start(BrokerOptions.DEFAULT);
  }

  /**
   * Starts, and returns when clients can connect.
   *
   * @throws BrokerException if the port is taken or the journal can't be used
   */
  public static EmbeddedBroker start(BrokerOptions options) throws BrokerException {
    for (int tries = 1; ; tries++) {
      int port = checkedPort(options);
      try {
        return new EmbeddedBroker(launch(options, port), options.host(), port);
      } catch (BrokerException e) {
        if (options.port() != 0 || tries == PORT_TRIES) {
          throw e; // else somebody took the free port between our look and Artemis's
        }
      }
    }
  }

  /** Where clients connect, {@code tcp://host:port}. */
  public URI uri() {
    return URI.create("tcp://" + host + ":" + port);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** Stops; without a journal everything is forgotten. Closing twice is harmless. */
  @Override
  public void close() {
    stop(server);
  }

  private static ActiveMQServer launch(BrokerOptions options, int port) throws BrokerException {
    ActiveMQServer server = null;
    boolean started = false;
    try {
      server = new ActiveMQServerImpl(configuration(options, port));
      server.start();
      started = server.getRemotingService().getAcceptor(ACCEPTOR).isStarted();
      if (!started) {
        throw new IOException("port must be free: " + port);
      }
      return server;
    } catch (Exception e) {
      throw new BrokerException(
          "broker on " + options.host() + ":" + port + " did not start: " + e.getMessage(), e);
    } finally {
      if (!started && server != null) {
        stop(server);
      }
    }
  }

  private static void stop(ActiveMQServer server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("broker must stop when closed: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration(BrokerOptions options, int port) throws Exception {
    String acceptor =
        "tcp://"
            + options.host()
            + ":"
            + port
            + "?protocols=MQTT;receiveMaximum="
            + RECEIVE_MAXIMUM
            + ";topicAliasMaximum=0;tcpNoDelay=true;maximumPacketSize="
            + options.maxPacketBytes();
    Configuration configuration =
        new ConfigurationImpl()
            .setName("tintin")
            .setSecurityEnabled(false)
            .setJMXManagementEnabled(false)
            .setPersistenceEnabled(options.journal().isPresent())
            .setGlobalMaxSize(options.maxMemoryBytes())
            .setThreadPoolMaxSize(THREADS * 2)
            .setScheduledThreadPoolMaxSize(THREADS)
            .addAcceptorConfiguration(ACCEPTOR, acceptor)
            // BLOCK, the gentler policy, does not bind MQTT publishers: memory would have no bound.
            // It is right for the broker's own book of sessions, or nobody could come and fetch.
            .addAddressSetting(
                "$sys.mqtt.#",
                new AddressSettings().setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK))
            .addAddressSetting(
                "#",
                new AddressSettings().setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL));
    if (options.journal().isPresent()) {
      Path folder = options.journal().get();
      configuration
          .setJournalType(JournalType.NIO)
          .setJournalDirectory(folder.resolve("journal").toString())
          .setBindingsDirectory(folder.resolve("bindings").toString())
          .setPagingDirectory(folder.resolve("paging").toString())
          .setLargeMessagesDirectory(folder.resolve("large").toString())
          .setNodeManagerLockDirectory(folder.resolve("lock").toString());
    }
    return configuration;
  }

  /** The wished port if it is free, or any free one. */
  private static int checkedPort(BrokerOptions options) throws BrokerException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.host(), options.port()));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BrokerException(
          "broker port must be free: " + options.port() + " (" + e.getMessage() + ")", e);
    }
  }
}
