package io.tintin.transport.internal.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

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
      connection.disconnect(false);
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
      connection.disconnect(false);
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
}
