package io.tintin.samples.motes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.broker.BrokerOptions;
import io.tintin.broker.EmbeddedBroker;
import io.tintin.core.model.ModelId;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.testing.Mosquitto;
import io.tintin.transport.testing.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main run gives the same bits whatever carries its messages, and whatever happens to it. */
class MotesFederationIT {
  private static final Duration OUTAGE = Duration.ofSeconds(10);

  @TempDir static Path folder;

  private static Settings settings;
  private static ModelId event;
  private static ModelId forecast;

  /** What the rounds give without any transport: the core's arithmetic in a plain loop. */
  @BeforeAll
  static void trainWithoutTransport() throws Exception {
    Recordings.unpackTo(folder);
    settings = new Settings(folder, Horizon.TWO_MINUTES, RoundPlan.DEFAULT, 1);
    Study study = new Study(folder, settings.horizon(), settings.plan());
    Map<Mote, EventTask<Int8Net>> events = new LinkedHashMap<>();
    Map<Mote, ForecastTask<Int8Net>> forecasts = new LinkedHashMap<>();
    for (Mote mote : Mote.ALL) {
      events.put(mote, study.event(settings.eventRecipe().int8(1, mote.index())));
      forecasts.put(mote, study.forecast(settings.forecastRecipe().int8(1, mote.index())));
    }
    event = study.federated(settings.eventRecipe(), events, 1, (round, model) -> {}).id();
    forecast = study.federated(settings.forecastRecipe(), forecasts, 1, (round, model) -> {}).id();
  }

  private static FederationResult runAndCheck(Carrier carrier, Consumer<FederatedEvent> progress)
      throws Exception {
    FederationResult result = new Federation(settings, carrier, "motes").run(progress);
    assertThat(result.event().model().id()).isEqualTo(event);
    assertThat(result.forecast().model().id()).isEqualTo(forecast);
    assertThat(result.event().rounds()).hasSize(settings.plan().rounds());
    return result;
  }

  @Test
  void loopbackGivesTheBitsOfAPlainLoop() throws Exception {
    try (Carrier carrier = Carrier.loopback(LoopbackHub.plain())) {
      FederationResult result = runAndCheck(carrier, progress -> {});
      assertThat(result.eventStats().accepted()).isEqualTo(24 * 4 + 28 * 8);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void shuffledAndDoubledMessagesGiveTheSameBits(long seed) throws Exception {
    try (Carrier carrier = Carrier.loopback(LoopbackHub.disturbed(new RandomSource(seed)))) {
      FederationResult result = runAndCheck(carrier, progress -> {});
      assertThat(result.eventStats().duplicates()).isPositive();
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
  void tenSecondsWithoutTheServersLinkCostOnlyTime() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        TcpProxy proxy = new TcpProxy(broker.uri())) {
      long start = System.nanoTime();
      FederationResult result =
          runAndCheck(
              serverThrough(proxy.uri(), broker.uri()),
              inRound(
                  20,
                  () -> {
                    proxy.cut();
                    later(OUTAGE, proxy::restore);
                  }));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(OUTAGE);
      assertThat(result.serverLink().connections()).isGreaterThan(1);
    }
  }

  @Test
  void brokerThatForgetsEverythingInMidRunCostsOnlyTime() throws Exception {
    AtomicReference<EmbeddedBroker> broker = new AtomicReference<>(EmbeddedBroker.start());
    URI uri = broker.get().uri();
    try {
      FederationResult result =
          runAndCheck(
              Carrier.mqtt(uri, "restart"),
              inRound(30, () -> later(Duration.ofMillis(1), () -> restart(broker))));
      assertThat(result.serverLink().connections()).isGreaterThan(1);
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
