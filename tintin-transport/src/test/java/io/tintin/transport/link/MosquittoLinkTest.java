package io.tintin.transport.link;

import static io.tintin.transport.testing.Inbound.bytes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.testing.BrokerOfTheClass;
import io.tintin.transport.testing.Inbound;
import io.tintin.transport.testing.Mosquitto;
import io.tintin.transport.testing.MqttLinkContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MosquittoLinkTest extends MqttLinkContract {
  @RegisterExtension static final BrokerOfTheClass BROKER = new BrokerOfTheClass(Mosquitto::start);

  @TempDir private Path folder;

  @Override
  protected BrokerOfTheClass broker() {
    return BROKER;
  }

  /** Paho defect P7: only the reason codes of the token tell. */
  @Test
  void aPublishThatTheAccessListDeniesIsReported() throws Exception {
    Path list = folder.resolve("acl");
    Files.write(list, List.of("topic readwrite allowed/#", "topic read denied/#"));
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
    Path users = Files.createFile(folder.resolve("users"));
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
