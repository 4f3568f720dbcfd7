package io.tintin.transport.federation;

import io.tintin.transport.testing.FederationContract;
import io.tintin.transport.testing.Mosquitto;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MosquittoFederationTest extends FederationContract {
  private static Mosquitto mosquitto;

  @BeforeAll
  static void startBroker() throws Exception {
    mosquitto = Mosquitto.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (mosquitto != null) {
      mosquitto.close();
    }
  }

  @Override
  protected URI broker() {
    return mosquitto.uri();
  }

  @Override
  protected void restartBroker() throws Exception {
    mosquitto.stop();
    mosquitto.startAgain();
  }
}
