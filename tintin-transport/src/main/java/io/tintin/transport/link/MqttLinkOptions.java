package io.tintin.transport.link;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.internal.mqtt.ConnectionSettings;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an {@link MqttLink} connects.
 *
 * @param broker {@code tcp://host:port} or {@code mqtt://host:port}; without a port, 1883
 * @param clientId names the session at the broker: stable over restarts, used by one link at a time
 * @param random jitters the delays between connection tries, nothing else
 * @param credentials user and password
 * @param times time-outs, expiries and delays
 * @param bounds limits of the queues
 * @param keepsSession whether {@link MqttLink#close()} leaves the session at the broker, which then
 *     keeps messages for it as after a lost connection; without it, closing leaves nothing behind
 */
public record MqttLinkOptions(
    URI broker,
    String clientId,
    RandomSource random,
    Optional<Credentials> credentials,
    LinkTimes times,
    Bounds bounds,
    boolean keepsSession) {
  private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int DEFAULT_PORT = 1883;

  /** A user and a password; neither is printed. */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[hidden]";
    }
  }

  /**
   * Limits of a link's queues.
   *
   * @param publishes waiting to be sent
   * @param publishBytes bytes of those, topics not counted
   * @param arrivals messages the broker may send ahead of our acknowledgements, 4 to 65535; a
   *     broker that reaches it may pause until the next acknowledgement, so it is not for pacing
   */
  public record Bounds(int publishes, long publishBytes, int arrivals) {
    /** 1024 publishes of 64 MiB together, 1024 arrivals. */
    public static final Bounds DEFAULT = new Bounds(1024, 64L << 20, 1024);

    /** Checks the ranges. */
    public Bounds {
      if (publishes < 1) {
        throw new IllegalArgumentException("publishes must be at least 1: " + publishes);
      }
      if (publishBytes < 1) {
        throw new IllegalArgumentException("publishBytes must be at least 1: " + publishBytes);
      }
      if (arrivals < 4 || arrivals > 65_535) {
        throw new IllegalArgumentException("arrivals must be 4 to 65535: " + arrivals);
      }
    }
  }

  /** Checks the broker's address and the client id. */
  public MqttLinkOptions {
    broker = checkBroker(broker);
    if (!CLIENT_ID.matcher(clientId).matches()) {
      throw new IllegalArgumentException(
          "clientId must match " + CLIENT_ID.pattern() + ": " + clientId);
    }
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(bounds, "bounds");
  }

  /** Without credentials, with the default times and bounds, and a session that ends on closing. */
  public static MqttLinkOptions of(URI broker, String clientId, RandomSource random) {
    return new MqttLinkOptions(
        broker, clientId, random, Optional.empty(), LinkTimes.DEFAULT, Bounds.DEFAULT, false);
  }

  /** With a user and a password. */
  public MqttLinkOptions withCredentials(String user, String password) {
    return new MqttLinkOptions(
        broker,
        clientId,
        random,
        Optional.of(new Credentials(user, password)),
        times,
        bounds,
        keepsSession);
  }

  /** With other times. */
  public MqttLinkOptions withTimes(LinkTimes newTimes) {
    return new MqttLinkOptions(
        broker, clientId, random, credentials, newTimes, bounds, keepsSession);
  }

  /** With other bounds. */
  public MqttLinkOptions withBounds(Bounds newBounds) {
    return new MqttLinkOptions(
        broker, clientId, random, credentials, times, newBounds, keepsSession);
  }

  /** Keeping the session on closing, for a gateway that sleeps and wants what came meanwhile. */
  public MqttLinkOptions withSessionKept() {
    return new MqttLinkOptions(broker, clientId, random, credentials, times, bounds, true);
  }

  ConnectionSettings connectionSettings() {
    return new ConnectionSettings(
        broker,
        clientId,
        credentials.map(Credentials::user).orElse(null),
        credentials.map(Credentials::password).orElse(null),
        times.connect(),
        times.keepAlive(),
        times.sessionExpiry(),
        times.messageExpiry(),
        bounds.arrivals());
  }

  private static URI checkBroker(URI uri) {
    boolean plain = "tcp".equals(uri.getScheme()) || "mqtt".equals(uri.getScheme());
    if (!plain || uri.getHost() == null) {
      throw new IllegalArgumentException("broker must be tcp://host:port: " + uri);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("broker port must be 1 to 65535: " + uri);
    }
    return URI.create("tcp://" + uri.getHost() + ":" + port);
  }
}
