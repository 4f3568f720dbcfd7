package io.tintin.transport.testing;

import static io.tintin.transport.testing.Inbound.bytes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.LinkTimes;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.MqttLink;
import io.tintin.transport.link.MqttLinkOptions;
import io.tintin.transport.link.PublishOutcome;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What an {@link MqttLink} does more: it survives its network and its broker. */
public abstract class MqttLinkContract extends MessageLinkContract {
  private static final RandomSource RANDOM = new RandomSource(2026);

  protected static final LinkTimes QUICK =
      LinkTimes.DEFAULT
          .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
          .withKeepAlive(Duration.ofSeconds(1))
          .withRetries(Duration.ofMillis(20), Duration.ofMillis(200))
          .withRedelivery(Duration.ofMillis(50));

  /** The broker of the class, which it registers as an extension. */
  protected abstract BrokerOfTheClass broker();

  @Override
  protected MessageLink open(String name) throws Exception {
    return open(broker().uri(), name);
  }

  protected static MqttLink open(URI uri, String name) throws Exception {
    return MqttLink.connect(options(uri, name));
  }

  protected static MqttLinkOptions options(URI uri, String name) {
    return MqttLinkOptions.of(uri, name, RANDOM.stream(name.hashCode())).withTimes(QUICK);
  }

  @Test
  void aDeliberateCloseLeavesNothingAtTheBroker() throws Exception {
    String name = base + "-leaver";
    try (MqttLink leaver = open(broker().uri(), name)) {
      leaver.subscribe(base + "/x", new Inbound());
    }
    MessageLink sender = link("a");
    sender.publish(base + "/x", bytes("meanwhile"), SOON).get(10, SECONDS);

    Inbound inbound = new Inbound();
    try (MqttLink back = open(broker().uri(), name)) {
      back.subscribe(base + "/x", inbound);
      sender.publish(base + "/x", bytes("later"), SOON).get(10, SECONDS);
      assertThat(inbound.next()).isEqualTo("later");
      assertThat(inbound.rest()).isEmpty();
    }
  }

  /** Paho defect P13: without an expiry of its own, a session would end with the connection. */
  @Test
  void aCutKeepsTheSession() throws Exception {
    String name = base + "-cutoff";
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink crashed = open(proxy.uri(), name)) {
      crashed.subscribe(base + "/x", new Inbound());
      CountDownLatch lost = new CountDownLatch(1);
      crashed.onState(state -> lost.countDown());
      proxy.cut();
      assertThat(lost.await(10, SECONDS)).isTrue();
    }
    link("a").publish(base + "/x", bytes("meanwhile"), SOON).get(10, SECONDS);

    Inbound inbound = new Inbound();
    try (MqttLink back = open(broker().uri(), name)) {
      back.subscribe(base + "/x", inbound);
      assertThat(inbound.next()).isEqualTo("meanwhile");
    }
  }

  @Test
  void messagesForALinkThatClosedKeepingItsSessionAreKept() throws Exception {
    String name = base + "-sleeper";
    try (MqttLink sleeper = MqttLink.connect(options(broker().uri(), name).withSessionKept())) {
      sleeper.subscribe(base + "/x", new Inbound());
    }
    MessageLink sender = link("a");
    for (int i = 0; i < 20; i++) {
      sender.publish(base + "/x", bytes("m" + i), SOON).get(10, SECONDS);
    }

    Inbound inbound = new Inbound();
    try (MqttLink awake = open(broker().uri(), name)) {
      // The broker sends at once; the link keeps the messages until somebody subscribes.
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      awake.subscribe(base + "/x", inbound);
      assertThat(inbound.next(20)).contains("m0", "m19");
      assertThat(awake.stats().abandoned()).isZero();
    }
  }

  /** Paho defect P16: what is in flight when it connects anew is gone, so the sender is told. */
  @Test
  void aLinkCutAtRandomTimesLosesNothingThatIsSentUntilAcknowledged() throws Exception {
    Inbound inbound = new Inbound();
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink sender = open(proxy.uri(), base + "-cut")) {
      link("b").subscribe(base + "/x", inbound);
      CountDownLatch done = new CountDownLatch(1);
      CompletableFuture<Void> saboteur =
          CompletableFuture.runAsync(() -> cutAtRandomTimes(proxy, done));
      for (int i = 0; i < 300; i++) {
        sendUntilAcknowledged(sender, "m" + i);
      }
      done.countDown();
      saboteur.get(10, SECONDS);
      Set<String> seen = new HashSet<>();
      while (seen.size() < 300) {
        seen.add(inbound.next());
      }
      assertThat(sender.stats().connections()).isGreaterThan(1);
    }
  }

  private void sendUntilAcknowledged(MessageLink sender, String text) throws Exception {
    PublishOutcome outcome;
    do {
      outcome = sender.publish(base + "/x", bytes(text), SOON).get(20, SECONDS);
    } while (!(outcome instanceof PublishOutcome.Acknowledged));
  }

  private static void cutAtRandomTimes(TcpProxy proxy, CountDownLatch done) {
    RandomSequence random = new RandomSequence(RANDOM, 0);
    try {
      for (int i = 0;
          i < 8
              && !done.await(20 + random.nextBelow(60), java.util.concurrent.TimeUnit.MILLISECONDS);
          i++) {
        proxy.cutOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Paho defect P1, on brokers that offer aliases, as Mosquitto does. */
  @Test
  void publishesInFlightWhenTheLinkBreaksAreLostAndTheNextOnesArrive() throws Exception {
    Inbound inbound = new Inbound();
    link("b").subscribe(base + "/x", inbound);
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink sender = open(proxy.uri(), base + "-poison")) {
      sender.publish(base + "/x", bytes("first"), SOON).get(10, SECONDS);
      assertThat(inbound.next()).isEqualTo("first");
      // The second publish on a topic would travel under an alias that the next connection does
      // not know; the client library would send it again and again and be thrown out each time.
      proxy.blackHole();
      CompletableFuture<PublishOutcome> swallowed =
          sender.publish(base + "/x", bytes("swallowed"), Duration.ofSeconds(20));
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      proxy.restore();
      proxy.cutOnce();

      assertThat(swallowed.get(10, SECONDS)).isInstanceOf(PublishOutcome.Lost.class);
      for (int i = 0; i < 5; i++) {
        assertThat(sender.publish(base + "/x", bytes("n" + i), SOON).get(10, SECONDS))
            .isEqualTo(new PublishOutcome.Acknowledged());
      }
      assertThat(inbound.next(5)).containsExactly("n0", "n1", "n2", "n3", "n4");
      assertThat(sender.stats().connections()).isEqualTo(2);
    }
  }

  @Test
  void aHalfOpenLinkIsFoundByItsKeepAliveAndComesBack() throws Exception {
    Inbound inbound = new Inbound();
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink receiver = open(proxy.uri(), base + "-halfopen")) {
      receiver.subscribe(base + "/x", inbound);
      CountDownLatch lost = new CountDownLatch(1);
      CountDownLatch back = new CountDownLatch(1);
      receiver.onState(state -> (state == LinkState.RECONNECTING ? lost : back).countDown());
      proxy.blackHole();
      assertThat(lost.await(10, SECONDS)).isTrue();
      proxy.restore();
      assertThat(back.await(15, SECONDS)).isTrue();
      link("a").publish(base + "/x", bytes("hello"), SOON);
      assertThat(inbound.next()).isEqualTo("hello");
    }
  }

  @Test
  void aRestartedBrokerGetsTheSubscriptionsBack() throws Exception {
    Inbound inbound = new Inbound();
    MessageLink receiver = link("b");
    MessageLink sender = link("a");
    receiver.subscribe(base + "/x", inbound);
    CountDownLatch back = new CountDownLatch(1);
    receiver.onState(
        state -> {
          if (state == LinkState.CONNECTED) {
            back.countDown();
          }
        });

    broker().restart();

    assertThat(back.await(20, SECONDS)).isTrue();
    sendUntilAcknowledged(sender, "hello");
    assertThat(inbound.next()).isEqualTo("hello");
  }

  /** Paho defect P2: it does not obey the broker's limit, and the connection would be lost. */
  @Test
  void aPacketOverTheBrokersLimitIsRefusedHereAndTheLinkStays() throws Exception {
    Inbound inbound = new Inbound();
    link("b").subscribe(base + "/x", inbound);
    MessageLink sender = link("a");

    PublishOutcome outcome = sender.publish(base + "/x", new byte[5 << 20], SOON).get(10, SECONDS);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            PublishOutcome.Refused.class,
            refused -> assertThat(refused.reason()).startsWith("packet must be at most 4194304"));
    sender.publish(base + "/x", bytes("small"), SOON).get(10, SECONDS);
    assertThat(inbound.next()).isEqualTo("small");
    assertThat(sender.stats().connections()).isEqualTo(1);
  }

  @Test
  void publishesWaitForALinkThatIsDownUntilTheirDeadline() throws Exception {
    Inbound inbound = new Inbound();
    link("b").subscribe(base + "/x", inbound);
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink sender = open(proxy.uri(), base + "-down")) {
      CountDownLatch lost = new CountDownLatch(1);
      sender.onState(state -> lost.countDown());
      proxy.cut();
      assertThat(lost.await(10, SECONDS)).isTrue();
      PublishOutcome late =
          sender.publish(base + "/x", bytes("late"), Duration.ofMillis(100)).get(10, SECONDS);
      CompletableFuture<PublishOutcome> patient =
          sender.publish(base + "/x", bytes("patient"), SOON);
      proxy.restore();

      assertThat(late).isEqualTo(new PublishOutcome.Lost("no word within 100 ms"));
      assertThat(patient.get(10, SECONDS)).isEqualTo(new PublishOutcome.Acknowledged());
      assertThat(inbound.next()).isEqualTo("patient");
    }
  }

  /** Mosquitto 2.0.11 sends far more than the receive maximum when acknowledgements come slowly. */
  @Test
  void aSlowHandlerCostsNoConnection() throws Exception {
    Inbound inbound = new Inbound();
    try (MqttLink slow =
        MqttLink.connect(
            options(broker().uri(), base + "-slow")
                .withBounds(new MqttLinkOptions.Bounds(1024, 64 << 20, 4)))) {
      slow.subscribe(
          base + "/x",
          (topic, payload) -> {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            inbound.handle(topic, payload);
          });
      MessageLink sender = link("a");
      for (int i = 0; i < 300; i++) {
        sender.publish(base + "/x", bytes("m" + i), SOON);
      }
      assertThat(inbound.next(300)).contains("m0", "m299").doesNotHaveDuplicates();
      assertThat(slow.stats().connections()).isEqualTo(1);
    }
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    try (TcpProxy proxy = new TcpProxy(broker().uri());
        MqttLink sender =
            MqttLink.connect(
                MqttLinkOptions.of(proxy.uri(), base + "-full", RANDOM)
                    .withTimes(QUICK)
                    .withBounds(new MqttLinkOptions.Bounds(3, 1000, 16)))) {
      CountDownLatch lost = new CountDownLatch(1);
      sender.onState(state -> lost.countDown());
      proxy.cut();
      assertThat(lost.await(10, SECONDS)).isTrue();
      for (int i = 0; i < 3; i++) {
        sender.publish(base + "/x", bytes("m"), SOON);
      }
      assertThat(sender.publish(base + "/x", bytes("m"), SOON).get(10, SECONDS))
          .isEqualTo(
              new PublishOutcome.Refused(
                  "publish queue must hold at most 3 messages of 1000 bytes together: 3 of 3"));
    }
  }
}
