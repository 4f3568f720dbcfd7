package io.tintin.broker;

import io.tintin.transport.testing.BrokerOfTheClass;
import io.tintin.transport.testing.MqttLinkContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedBrokerLinkTest extends MqttLinkContract {
  @RegisterExtension
  static final BrokerOfTheClass BROKER = new BrokerOfTheClass(RestartableBroker::new);

  @Override
  protected BrokerOfTheClass broker() {
    return BROKER;
  }
}
