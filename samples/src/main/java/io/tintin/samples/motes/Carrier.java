package io.tintin.samples.motes;

import io.tintin.broker.BrokerException;
import io.tintin.broker.EmbeddedBroker;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.MqttLink;
import io.tintin.transport.link.MqttLinkOptions;
import java.net.URI;

/** What carries the messages between the gateways and the server. */
public interface Carrier extends AutoCloseable {
  /** A new link; the name is unique in the run. */
  MessageLink link(String name) throws LinkException;

  /** For people. */
  String description();

  @Override
  void close();

  /** No network at all. */
  static Carrier loopback(LoopbackHub hub) {
    return new Carrier() {
      @Override
      public MessageLink link(String name) {
        return hub.link(name);
      }

      @Override
      public String description() {
        return "loopback, no network";
      }

      @Override
      public void close() {
        hub.close();
      }
    };
  }

  /**
   * A broker somewhere.
   *
   * @param token sets the sessions of this run apart from those of others on the same broker
   * @throws IllegalArgumentException if the address is none of an MQTT broker
   */
  static Carrier mqtt(URI broker, String token) {
    MqttLinkOptions checked = MqttLinkOptions.of(broker, "tintin", new RandomSource(0));
    return new Carrier() {
      @Override
      public MessageLink link(String name) throws LinkException {
        RandomSource jitter = new RandomSource(name.hashCode());
        return MqttLink.connect(MqttLinkOptions.of(broker, "tintin-" + token + "-" + name, jitter));
      }

      @Override
      public String description() {
        return "MQTT 5, broker " + checked.broker();
      }

      @Override
      public void close() {
        // The broker is not ours.
      }
    };
  }

  /** A broker in this process. */
  static Carrier embedded(String token) throws BrokerException {
    EmbeddedBroker broker = EmbeddedBroker.start();
    Carrier mqtt = mqtt(broker.uri(), token);
    return new Carrier() {
      @Override
      public MessageLink link(String name) throws LinkException {
        return mqtt.link(name);
      }

      @Override
      public String description() {
        return "MQTT 5, embedded broker " + broker.uri();
      }

      @Override
      public void close() {
        broker.close();
      }
    };
  }
}
