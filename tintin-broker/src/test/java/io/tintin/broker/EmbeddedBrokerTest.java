package io.tintin.broker;

import static io.tintin.transport.testing.Inbound.bytes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.link.MqttLink;
import io.tintin.transport.link.MqttLinkOptions;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.testing.Inbound;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static MqttLink link(EmbeddedBroker broker, String name) throws Exception {
    return MqttLink.connect(MqttLinkOptions.of(broker.uri(), name, new RandomSource(1)));
  }

  private static MqttLink keptLink(EmbeddedBroker broker, String name) throws Exception {
    return MqttLink.connect(
        MqttLinkOptions.of(broker.uri(), name, new RandomSource(1)).withSessionKept());
  }

  @Test
  void itListensOnTheLoopbackOnAPortOfItsChoice() throws Exception {
    try (EmbeddedBroker one = EmbeddedBroker.start();
        EmbeddedBroker two = EmbeddedBroker.start();
        MqttLink link = link(two, "a")) {
      assertThat(one.uri()).hasToString("tcp://127.0.0.1:" + one.port());
      assertThat(one.port()).isNotEqualTo(two.port());
      Inbound inbound = new Inbound();
      link.subscribe("x", inbound);
      link.publish("x", bytes("hello"), SOON);
      assertThat(inbound.next()).isEqualTo("hello");
    }
  }

  @Test
  void aPortThatIsTakenIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerOptions.DEFAULT.withPort(port)))
          .isInstanceOf(BrokerException.class)
          .hasMessageStartingWith("broker port must be free: " + port)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void itMayBeClosedTwiceAndStartedAgainOnItsPort() throws Exception {
    EmbeddedBroker first = EmbeddedBroker.start();
    first.close();
    first.close();
    try (EmbeddedBroker second =
            EmbeddedBroker.start(BrokerOptions.DEFAULT.withPort(first.port()));
        MqttLink link = link(second, "a")) {
      assertThat(second.port()).isEqualTo(first.port());
      assertThat(link.stats().connections()).isEqualTo(1);
    }
  }

  @Test
  void aJournalKeepsMessagesOverARestart(@TempDir Path folder) throws Exception {
    BrokerOptions options = BrokerOptions.DEFAULT.withJournal(folder);
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
      port = broker.port();
      try (MqttLink sleeper = keptLink(broker, "sleeper")) {
        sleeper.subscribe("x", new Inbound());
      }
      try (MqttLink sender = link(broker, "sender")) {
        sender.publish("x", bytes("kept"), SOON).get(10, SECONDS);
      }
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(options.withPort(port));
        MqttLink sleeper = link(broker, "sleeper")) {
      Inbound inbound = new Inbound();
      sleeper.subscribe("x", inbound);
      assertThat(inbound.next()).isEqualTo("kept");
    }
  }

  @Test
  void aLimitOfItsOwnIsReadByTheLink() throws Exception {
    BrokerOptions small = BrokerOptions.DEFAULT.withLimits(10_000, 1 << 20);
    try (EmbeddedBroker broker = EmbeddedBroker.start(small);
        MqttLink link = link(broker, "a")) {
      assertThat(link.publish("x", new byte[10_001], SOON).get(10, SECONDS))
          .isInstanceOf(PublishOutcome.Refused.class);
      assertThat(link.publish("x", new byte[9_000], SOON).get(10, SECONDS))
          .isEqualTo(new PublishOutcome.Acknowledged());
    }
  }

  @Test
  void aFullBrokerRefusesAndLosesNothingItAcknowledged() throws Exception {
    BrokerOptions small = BrokerOptions.DEFAULT.withLimits(100_000, 1 << 20);
    try (EmbeddedBroker broker = EmbeddedBroker.start(small)) {
      try (MqttLink sleeper = keptLink(broker, "sleeper")) {
        sleeper.subscribe("x", new Inbound());
      }
      int acknowledged = 0;
      try (MqttLink sender = link(broker, "sender")) {
        for (; acknowledged < 5; acknowledged++) { // one by one, while there is room for eleven
          assertThat(sender.publish("x", new byte[90_000], SOON).get(10, SECONDS))
              .isEqualTo(new PublishOutcome.Acknowledged());
        }
        List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          outcomes.add(sender.publish("x", new byte[90_000], Duration.ofSeconds(2)));
        }
        for (CompletableFuture<PublishOutcome> outcome : outcomes) {
          if (outcome.get(10, SECONDS) instanceof PublishOutcome.Acknowledged) {
            acknowledged++;
          }
        }
        assertThat(acknowledged).isBetween(5, 5 + 39);
        Inbound inbound = new Inbound();
        try (MqttLink sleeper = link(broker, "sleeper")) {
          sleeper.subscribe("x", inbound);
          inbound.next(acknowledged);
        }
      }
    }
  }

  @Test
  void optionsAreChecked() {
    BrokerOptions options = BrokerOptions.DEFAULT;
    assertThatThrownBy(() -> options.withPort(-1)).hasMessage("port must be 0 to 65535: -1");
    assertThatThrownBy(() -> options.withHost("a;b"))
        .hasMessage("host must be a name or an IPv4 address: a;b");
    assertThatThrownBy(() -> options.withLimits(10, 10))
        .hasMessage("maxPacketBytes must be at least 1024: 10");
    assertThatThrownBy(() -> options.withLimits(4096, 2048))
        .hasMessage("maxMemoryBytes must be at least maxPacketBytes: 2048");
  }
}
