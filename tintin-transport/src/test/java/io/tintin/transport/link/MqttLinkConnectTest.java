package io.tintin.transport.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import io.tintin.transport.testing.FakeBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** First connections that fail: one clear line, at once. */
@Timeout(20)
class MqttLinkConnectTest {
  private static MqttLinkOptions options(String uri) {
    return MqttLinkOptions.of(URI.create(uri), "tester", new RandomSource(1))
        .withTimes(LinkTimes.DEFAULT.withTimeouts(Duration.ofMillis(800), Duration.ofMillis(500)));
  }

  @Test
  void anUnknownHostIsTold() {
    assertThatThrownBy(() -> MqttLink.connect(options("tcp://no-such-host.invalid:1883")))
        .isInstanceOfSatisfying(
            LinkException.class,
            e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.UNREACHABLE))
        .hasMessage("broker tcp://no-such-host.invalid:1883: unknown host");
  }

  @Test
  void aPortWhereNobodyListensIsTold() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String uri = "tcp://127.0.0.1:" + port;
    assertThatThrownBy(() -> MqttLink.connect(options(uri)))
        .isInstanceOfSatisfying(
            LinkException.class,
            e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.UNREACHABLE))
        .hasMessage("broker " + uri + ": connection refused");
  }

  /** Paho defect P11: its own time-out does not bound this wait. */
  @Test
  void anAnswerToConnectThatNeverComesEndsAtTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String uri = "tcp://127.0.0.1:" + silent.getLocalPort();
      assertThatThrownBy(() -> MqttLink.connect(options(uri)))
          .isInstanceOfSatisfying(
              LinkException.class,
              e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.TIMEOUT))
          .hasMessage("broker " + uri + ": no answer within 800 ms");
    }
  }

  /** What comes as the answer to CONNECT, and whether the server then hangs up. */
  static List<Arguments> answersOfOtherServers() {
    return List.of(
        Arguments.of("MQTT 3.1.1, accepted", new byte[] {0x20, 2, 0, 0}, false),
        Arguments.of("MQTT 3.1.1, wrong protocol version", new byte[] {0x20, 2, 0, 1}, true),
        Arguments.of(
            "HTTP",
            "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(US_ASCII),
            true),
        Arguments.of("SSH", "SSH-2.0-OpenSSH_9.2\r\n".getBytes(US_ASCII), false),
        Arguments.of("nothing", new byte[0], true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answersOfOtherServers")
  void aServerThatIsNoMqtt5BrokerIsToldInWords(String kind, byte[] answer, boolean closes)
      throws Exception {
    try (FakeBroker other = FakeBroker.answering(answer, closes)) {
      assertThatThrownBy(() -> MqttLink.connect(options(other.uri().toString())))
          .isInstanceOfSatisfying(
              LinkException.class,
              e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.UNREACHABLE))
          .hasMessage("broker " + other.uri() + ": does not answer as an MQTT 5 broker");
    }
  }

  /** Paho defect P8, a denied publish of QoS 2 costs the connection: everything travels as 1. */
  @Test
  void aPublishTravelsWithQualityOfServiceOne() throws Exception {
    byte[] accepted = {0x20, 3, 0, 0, 0}; // CONNACK of MQTT 5: no session, success, no properties
    try (FakeBroker broker = FakeBroker.answering(accepted, false);
        MqttLink link = MqttLink.connect(options(broker.uri().toString()))) {
      link.publish("x", new byte[1], Duration.ofMillis(100));
      assertThat(broker.nextPacketHeader()).isEqualTo(0x32); // PUBLISH, QoS 1
    }
  }

  @Test
  void addressesAndClientIdsAreChecked() {
    assertThatThrownBy(() -> options("http://localhost:80"))
        .hasMessage("broker must be tcp://host:port: http://localhost:80");
    assertThatThrownBy(
            () -> MqttLinkOptions.of(URI.create("tcp://localhost"), "a/b", new RandomSource(1)))
        .hasMessage("clientId must match [A-Za-z0-9_-]{1,64}: a/b");
    assertThat(options("mqtt://localhost").broker()).hasToString("tcp://localhost:1883");
    assertThat(options("tcp://localhost").withCredentials("me", "secret").toString())
        .doesNotContain("secret");
  }
}
