package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.broker.BrokerOptions;
import io.tintin.broker.EmbeddedBroker;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.testing.Mosquitto;
import io.tintin.transport.testing.TcpProxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main run gives the same bits whatever carries its messages, and whatever befalls it. */
class MotesFederationIT {
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  /** Of seed 1; README says it too. */
  static final String HASH = "f00052857ec820e7b13ccf5d0207edc4285ca479d61f0e9496687f45a0a76294";

  private static final Settings SETTINGS = new Settings(Horizon.TWO_MINUTES, RoundPlan.DEFAULT, 1);

  @Test
  void readmeNamesTheHash() throws Exception {
    assertThat(Files.readString(Path.of("../README.md"))).contains("model sha256 " + HASH);
  }

  private static MotesResult runAndCheck(Carrier carrier, Consumer<FederatedEvent> progress)
      throws Exception {
    try (Federation federation = Federation.open(SETTINGS, carrier, "motes", Mote.ALL)) {
      MotesResult result = federation.run(progress, state -> {});
      assertThat(result.globalModelId().sha256()).isEqualTo(HASH);
      assertThat(result.steam().rounds()).hasSize(SETTINGS.plan().rounds());
      return result;
    }
  }

  @Test
  void loopbackNeedsEachUpdateOnce() throws Exception {
    try (Carrier carrier = Carrier.loopback(LoopbackHub.plain())) {
      MotesResult result = runAndCheck(carrier, progress -> {});
      assertThat(result.steamStats().accepted()).isEqualTo(24 * 4 + 28 * 8);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shuffledAndDoubledMessagesGiveTheSameBits(long seed) throws Exception {
    try (Carrier carrier = Carrier.loopback(LoopbackHub.disturbed(new RandomSource(seed)))) {
      MotesResult result = runAndCheck(carrier, progress -> {});
      assertThat(result.steamStats().duplicates()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "second", "third"})
  void embeddedBrokerGivesTheSameBitsEachTime(String run) throws Exception {
    try (Carrier carrier = Carrier.embedded(run)) {
      runAndCheck(carrier, progress -> {});
    }
  }

  @Test
  void mosquittoGivesTheSameBits() throws Exception {
    try (Mosquitto mosquitto = Mosquitto.start();
        Carrier carrier = Carrier.mqtt(mosquitto.uri(), "test")) {
      runAndCheck(carrier, progress -> {});
    }
  }

  @Test
  void tenSecondsWithoutTheServersLinkAndABrokerThatForgetsCostOnlyTime() throws Exception {
    AtomicReference<EmbeddedBroker> broker = new AtomicReference<>(EmbeddedBroker.start());
    URI uri = broker.get().uri();
    try (TcpProxy proxy = new TcpProxy(uri)) {
      Consumer<FederatedEvent> cut =
          inRound(
              20,
              () -> {
                proxy.cut();
                later(OUTAGE, proxy::restore);
              });
      Consumer<FederatedEvent> restart =
          inRound(30, () -> later(Duration.ofMillis(1), () -> restart(broker)));
      long start = System.nanoTime();
      MotesResult result = runAndCheck(serverThrough(proxy.uri(), uri), cut.andThen(restart));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(OUTAGE);
      assertThat(result.serverLink().connections()).isGreaterThan(2);
    } finally {
      broker.get().close();
    }
  }

  private static void restart(AtomicReference<EmbeddedBroker> broker) {
    try {
      int port = broker.get().port();
      broker.get().close();
      broker.set(EmbeddedBroker.start(BrokerOptions.DEFAULT.withPort(port)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server connects through a proxy, the gateways directly. */
  private static Carrier serverThrough(URI proxy, URI broker) {
    Carrier direct = Carrier.mqtt(broker, "cut");
    Carrier cut = Carrier.mqtt(proxy, "cut");
    return new Carrier() {
      @Override
      public MessageLink link(String name) throws LinkException {
        return name.equals("server") ? cut.link(name) : direct.link(name);
      }

      @Override
      public String description() {
        return "through a proxy";
      }

      @Override
      public void close() {}
    };
  }

  private static Consumer<FederatedEvent> inRound(int round, Runnable action) {
    AtomicBoolean isDone = new AtomicBoolean();
    return progress -> {
      if (progress instanceof FederatedEvent.RoundOpened opened
          && opened.round() == round
          && isDone.compareAndSet(false, true)) {
        action.run();
      }
    };
  }

  private static void later(Duration delay, Runnable action) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }
}
