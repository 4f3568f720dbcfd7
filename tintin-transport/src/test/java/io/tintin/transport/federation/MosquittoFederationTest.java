package io.tintin.transport.federation;

import io.tintin.transport.testing.BrokerOfTheClass;
import io.tintin.transport.testing.FederationContract;
import io.tintin.transport.testing.Mosquitto;
import org.junit.jupiter.api.extension.RegisterExtension;

class MosquittoFederationTest extends FederationContract {
  @RegisterExtension static final BrokerOfTheClass BROKER = new BrokerOfTheClass(Mosquitto::start);

  @Override
  protected BrokerOfTheClass broker() {
    return BROKER;
  }
}
