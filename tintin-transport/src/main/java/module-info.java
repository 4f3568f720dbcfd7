/** Federated rounds as protobuf messages over MQTT. */
module io.tintin.transport {
  requires transitive io.tintin.core;
  requires com.google.common;
  requires com.google.protobuf;
  requires org.eclipse.paho.mqttv5.client;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.tintin.transport.federation;
  exports io.tintin.transport.link;
  exports io.tintin.transport.node;
  exports io.tintin.transport.wire;
}
