package io.tintin.broker;

import io.tintin.transport.testing.FederationContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedBrokerFederationTest extends FederationContract {
  private static volatile EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Override
  protected URI broker() {
    return broker.uri();
  }

  @Override
  protected void restartBroker() throws Exception {
    broker.close();
    broker = EmbeddedBroker.start(BrokerOptions.DEFAULT.withPort(broker.port()));
  }
}
