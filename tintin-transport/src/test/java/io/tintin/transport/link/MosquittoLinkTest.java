package io.tintin.transport.link;

import static io.tintin.transport.testing.Inbound.bytes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.testing.Inbound;
import io.tintin.transport.testing.Mosquitto;
import io.tintin.transport.testing.MqttLinkContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MosquittoLinkTest extends MqttLinkContract {
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

  @Test
  void aPublishThatTheAccessListDeniesIsReported() throws Exception {
    Path list = Mosquitto.file("acl", "topic readwrite allowed/#", "topic read denied/#");
    try (Mosquitto strict = Mosquitto.start("acl_file " + list);
        MqttLink link = open(strict.uri(), base + "-acl")) {
      Inbound inbound = new Inbound();
      link.subscribe("allowed/x", inbound);

      assertThat(link.publish("denied/x", bytes("x"), SOON).get(10, SECONDS))
          .isEqualTo(new PublishOutcome.Refused("not authorized (reason code 135)"));
      assertThat(link.publish("allowed/x", bytes("y"), SOON).get(10, SECONDS))
          .isEqualTo(new PublishOutcome.Acknowledged());
      assertThat(inbound.next()).isEqualTo("y");
      assertThat(link.stats().connections()).isEqualTo(1);
      assertThat(link.stats().refused()).isEqualTo(1);
    }
  }

  @Test
  void badCredentialsAreToldAtOnce() throws Exception {
    Path users = Mosquitto.file("users", "");
    try (Mosquitto strict = Mosquitto.start("allow_anonymous false", "password_file " + users)) {
      MqttLinkOptions options =
          MqttLinkOptions.of(strict.uri(), base + "-who", new RandomSource(1)).withTimes(QUICK);
      for (MqttLinkOptions each :
          new MqttLinkOptions[] {options, options.withCredentials("a", "b")}) {
        assertThatThrownBy(() -> MqttLink.connect(each))
            .isInstanceOfSatisfying(
                LinkException.class,
                e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.REFUSED))
            .hasMessage("broker " + strict.uri() + ": not authorized (reason code 135)");
      }
    }
  }
}
