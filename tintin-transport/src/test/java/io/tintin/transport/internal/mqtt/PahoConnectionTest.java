package io.tintin.transport.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.transport.testing.FakeBroker;
import io.tintin.transport.testing.Mosquitto;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PahoConnectionTest {
  private static final ConnectionEvents NOBODY =
      new ConnectionEvents() {
        @Override
        public void received(
            PahoConnection connection, int messageId, int qos, String topic, byte[] payload) {}

        @Override
        public void ended(PahoConnection connection, String reason) {}
      };

  /** CONNACK of MQTT 5: no session, success, no properties. */
  private static final byte[] ACCEPTED = {0x20, 3, 0, 0, 0};

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static PahoConnection open(URI broker) throws Exception {
    return PahoConnection.open(
        new ConnectionSettings(
            broker,
            "tester",
            null,
            null,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            16),
        NOBODY);
  }

  /** Paho defect P14. */
  @Test
  void theSocketSendsSmallPacketsAtOnce() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start()) {
      PahoConnection connection = open(mosquitto.uri());
      assertThat(connection.isNoDelay()).isTrue();
      connection.disconnect(false, DEADLINE);
      assertThat(connection.isOpen()).isFalse();
    }
  }

  /**
   * Paho defect P17: its default persistence makes a folder per client in the working directory.
   */
  @Test
  void nothingIsWrittenToTheWorkingDirectory() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start()) {
      PahoConnection connection = open(mosquitto.uri());
      try (Stream<Path> entries = Files.list(Path.of(""))) {
        assertThat(entries.map(Path::toString)).isNotEmpty().noneMatch(n -> n.contains("tester"));
      }
      connection.disconnect(false, DEADLINE);
    }
  }

  @Test
  void theBrokersLimitsAreRead() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start()) {
      PahoConnection connection = open(mosquitto.uri());
      assertThat(connection.maxPacketBytes()).isEqualTo(4_194_304);
      assertThat(connection.hasRoom()).isTrue();
      connection.abort("done");
      assertThat(connection.isOpen()).isFalse();
    }
  }

  /**
   * Closed at once, the socket could reach the broker before the good-bye, and the session stay.
   */
  @Test
  void theSocketStaysUntilTheBrokerHangsUp() throws Exception {
    try (FakeBroker broker = FakeBroker.answering(ACCEPTED, false)) {
      PahoConnection connection = open(broker.uri());
      Thread leaving = new Thread(() -> connection.disconnect(false, DEADLINE));
      leaving.start();
      assertThat(broker.nextPacketHeader()).isEqualTo(0xE0); // DISCONNECT
      leaving.join(500);
      assertThat(leaving.isAlive()).isTrue();
      assertThat(connection.isOpen()).isTrue();

      broker.hangUp();
      leaving.join(DEADLINE.toMillis());
      assertThat(leaving.isAlive()).isFalse();
      assertThat(connection.isOpen()).isFalse();
    }
  }

  @Test
  void aBrokerThatNeverHangsUpHoldsNobodyBeyondTheDeadline() throws Exception {
    try (FakeBroker broker = FakeBroker.answering(ACCEPTED, false)) {
      PahoConnection connection = open(broker.uri());
      connection.disconnect(false, Duration.ofMillis(50));
      assertThat(connection.isOpen()).isFalse();
    }
  }
}
