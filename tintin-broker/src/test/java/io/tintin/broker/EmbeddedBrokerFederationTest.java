package io.tintin.broker;

import io.tintin.transport.testing.BrokerOfTheClass;
import io.tintin.transport.testing.FederationContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedBrokerFederationTest extends FederationContract {
  @RegisterExtension
  static final BrokerOfTheClass BROKER = new BrokerOfTheClass(RestartableBroker::new);

  @Override
  protected BrokerOfTheClass broker() {
    return BROKER;
  }
}
