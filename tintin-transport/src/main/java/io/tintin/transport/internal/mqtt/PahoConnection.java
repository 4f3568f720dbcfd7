package io.tintin.transport.internal.mqtt;

import io.tintin.transport.internal.mqtt.ConnectFailure.Kind;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One MQTT 5 connection, from CONNECT to its end, never used again.
 *
 * <p>Paho 1.2.5 is kept to what it does well. What is avoided, and how:
 *
 * <ul>
 *   <li>Its reconnect resends messages with topic aliases the broker forgot, for ever; its back-off
 *       is shared by all clients and has no jitter: one client and one memory persistence per
 *       connection, no automatic reconnect.
 *   <li>Publishing beyond the broker's receive maximum throws, and may leave an alias the broker
 *       never saw: an own window of at most {@value InFlightWindow#MAX}, and one publishing thread.
 *   <li>A listener may fire more than once: each publish ends once, here.
 *   <li>It acknowledges what the callback failed to handle: manual acknowledgement only.
 *   <li>A callback that blocks stops everything: {@link ConnectionEvents} only enqueues.
 *   <li>The wait for CONNACK has no bound, nor has the end of its threads: every wait here has one,
 *       and the socket is closed from outside.
 *   <li>A packet over the broker's limit costs the connection, and the setter of that limit sets
 *       another: {@link #maxPacketBytes()} is for the caller to obey.
 *   <li>Incoming topic aliases don't work: none are offered.
 * </ul>
 */
public final class PahoConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PahoConnection.class);
  private static final long CLEANUP_MILLIS = 1_000;

  private final MqttAsyncClient client;
  private final PahoSocketFactory sockets = new PahoSocketFactory();
  private final ConnectionSettings settings;
  private final ConnectionEvents events;
  private final InFlightWindow window = new InFlightWindow(this::fail);
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean aborted = new AtomicBoolean();
  private long maxPacketBytes = Long.MAX_VALUE;

  private PahoConnection(ConnectionSettings settings, ConnectionEvents events)
      throws MqttException {
    this.settings = settings;
    this.events = events;
    String uri = "tcp://" + settings.broker().getHost() + ":" + settings.broker().getPort();
    this.client =
        new MqttAsyncClient(uri, settings.clientId(), new MemoryPersistence(), null, null);
  }

  /**
   * Connects and waits for CONNACK.
   *
   * @throws ConnectFailure within the connect timeout and a little
   */
  public static PahoConnection open(ConnectionSettings settings, ConnectionEvents events)
      throws ConnectFailure, InterruptedException {
    PahoConnection connection;
    try {
      connection = new PahoConnection(settings, events);
    } catch (MqttException | IllegalArgumentException e) {
      throw new ConnectFailure(Kind.UNREACHABLE, Failures.text(e));
    }
    boolean open = false;
    try {
      connection.connect();
      open = true;
      return connection;
    } finally {
      if (!open) {
        connection.abort("connect failed");
      }
    }
  }

  /** The broker's answer; throws what the token holds, or a time-out. */
  private void connect() throws ConnectFailure, InterruptedException {
    client.setManualAcks(true);
    client.setCallback(new Callback());
    TokenWait wait = new TokenWait(Failures::whileConnecting);
    try {
      client.connect(options(), null, wait);
    } catch (MqttException e) {
      throw Failures.of(e);
    }
    IMqttToken token = wait.await(settings.connectTimeout());
    MqttProperties answer = token.getResponseProperties();
    Integer receiveMaximum = answer == null ? null : answer.getReceiveMaximum();
    if (receiveMaximum != null) {
      window.limit(receiveMaximum);
    }
    Long limit = answer == null ? null : answer.getMaximumPacketSize();
    if (limit != null) {
      maxPacketBytes = limit;
    }
  }

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    options.setKeepAliveInterval(Math.toIntExact(settings.keepAlive().toSeconds()));
    options.setConnectionTimeout(
        Math.toIntExact(Math.max(1, settings.connectTimeout().toSeconds())));
    options.setReceiveMaximum(settings.receiveMaximum());
    options.setSocketFactory(sockets);
    if (settings.user() != null) {
      options.setUserName(settings.user());
    }
    if (settings.password() != null) {
      options.setPassword(settings.password().getBytes(StandardCharsets.UTF_8));
    }
    return options;
  }

  /** The largest packet the broker takes, headers included. */
  public long maxPacketBytes() {
    return maxPacketBytes;
  }

  /** Whether one more publish fits the window. */
  public boolean hasRoom() {
    return window.hasRoom();
  }

  /** Publishes in flight. */
  public int inFlight() {
    return window.size();
  }

  /** Whether it has not ended. */
  public boolean isOpen() {
    return !ended.get();
  }

  /**
   * Publishes with quality of service 1; from one thread only, when there is room.
   *
   * @return false if the connection has ended: nothing was sent, and {@code end} hears nothing
   */
  public boolean publish(String topic, byte[] payload, PublishEnd end) {
    InFlightWindow.Publish publish = window.enter(end);
    MqttMessage message = new MqttMessage(payload);
    message.setQos(1);
    MqttProperties properties = new MqttProperties();
    properties.setMessageExpiryInterval(Math.max(1, settings.messageExpiry().toSeconds()));
    message.setProperties(properties);
    try {
      client.publish(topic, message, null, publish);
    } catch (MqttException | IllegalArgumentException e) {
      publish.withdraw();
      fail(Failures.text(e));
      return false;
    }
    if (!isOpen()) {
      publish.lost("connection ended"); // it may have missed the others' end
    }
    return true;
  }

  /**
   * Subscribes with quality of service 1.
   *
   * @throws ConnectFailure if the broker refuses, or is silent
   */
  public void subscribe(String filter, Duration timeout)
      throws ConnectFailure, InterruptedException {
    TokenWait wait = new TokenWait();
    try {
      MqttSubscription[] subscriptions = {new MqttSubscription(filter, 1)};
      client.subscribe(subscriptions, null, wait, new MqttProperties());
    } catch (MqttException e) {
      throw Failures.of(e);
    }
    wait.await(timeout);
  }

  /** Unsubscribes; if that fails the broker sends messages that nobody takes. */
  public void unsubscribe(String filter) {
    try {
      client.unsubscribe(filter);
    } catch (MqttException e) {
      LOG.debug("unsubscribing {} failed: {}", filter, Failures.text(e));
    }
  }

  /** Acknowledges a received message; after the end it does nothing, and the message returns. */
  public void acknowledge(int messageId, int qos) {
    try {
      if (isOpen()) {
        client.messageArrivedComplete(messageId, qos);
      }
    } catch (MqttException e) {
      fail(Failures.text(e));
    }
  }

  /**
   * Says good-bye to the broker, waits until it hangs up, and ends. A socket closed before that may
   * reach a busy broker ahead of the good-bye: then the connection counts as lost, and the session
   * is kept.
   *
   * @param keepSession whether the broker keeps the session for its expiry; else it forgets it now,
   *     with its subscriptions and all that waits there
   * @param timeout the longest wait
   */
  public void disconnect(boolean keepSession, Duration timeout) {
    if (isOpen()) {
      try {
        sayGoodBye(keepSession, timeout);
      } catch (MqttException | ConnectFailure e) {
        LOG.warn(
            "{} leaves without the broker's word, which may keep its session: {}",
            settings.clientId(),
            e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    abort("closed");
  }

  private void sayGoodBye(boolean keepSession, Duration timeout)
      throws MqttException, ConnectFailure, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    MqttProperties properties = new MqttProperties();
    if (!keepSession) {
      properties.setSessionExpiryInterval(0L);
    }
    TokenWait sent = new TokenWait();
    client.disconnect(0, null, sent, MqttReturnCode.RETURN_CODE_SUCCESS, properties);
    sent.await(timeout);
    if (!sockets.awaitHangUp(Duration.ofNanos(end - System.nanoTime()))) {
      throw new ConnectFailure(
          Kind.TIMEOUT, "it did not hang up within " + timeout.toMillis() + " ms");
    }
  }

  /** Ends at once: the socket is closed, Paho's threads end on their own within a second or two. */
  public void abort(String reason) {
    fail(reason);
    if (!aborted.compareAndSet(false, true)) {
      return;
    }
    sockets.close();
    Thread cleanup = new Thread(this::cleanUp, "tintin-mqtt-cleanup-" + settings.clientId());
    cleanup.setDaemon(true);
    cleanup.start();
  }

  private void cleanUp() {
    try {
      client.disconnectForcibly(0, CLEANUP_MILLIS, false);
    } catch (MqttException | RuntimeException e) {
      LOG.debug("forced disconnect failed", e);
    }
    try {
      client.close(true);
    } catch (MqttException | RuntimeException e) {
      LOG.debug("closing failed", e);
    }
  }

  private void fail(String reason) {
    if (ended.compareAndSet(false, true)) {
      window.loseAll(reason);
      events.ended(this, reason);
    }
  }

  /** Whether the socket sends small packets at once; for tests. */
  boolean isNoDelay() throws SocketException {
    Socket socket = sockets.socket();
    return socket != null && socket.getTcpNoDelay();
  }

  private final class Callback implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      events.received(
          PahoConnection.this, message.getId(), message.getQos(), topic, message.getPayload());
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      fail(Failures.text(response));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      LOG.debug("MQTT error: {}", Failures.text(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
