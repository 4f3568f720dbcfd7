package io.tintin.transport.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.random.RandomSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
