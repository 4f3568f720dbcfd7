package io.tintin.transport.federation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.aggregate.FedAvg;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.testing.FederationScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoopbackFederationTest {
  @Test
  void theFinalModelIsThatOfAPlainLoop() throws Exception {
    FederationScenario scenario = new FederationScenario("motes", 4, 10);
    List<FederatedEvent> events = new ArrayList<>();
    try (LoopbackHub hub = LoopbackHub.plain()) {
      FederationScenario.Outcome outcome = scenario.runAndCheck(hub::link, hub::link, events::add);
      assertThat(outcome.stats().malformedTotal()).isZero();
      assertThat(outcome.stats().refused()).isZero();
      RoundReport first = outcome.result().rounds().get(0);
      assertThat(first.contributors()).containsExactly("gw-0", "gw-1", "gw-2", "gw-3");
      assertThat(first.participants()).isEqualTo(4);
    }
    assertThat(events.get(0)).isInstanceOf(FederatedEvent.RoundOpened.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(FederatedEvent.RoundClosed.class);
    assertThat(events).hasSize(10 * (1 + 4 + 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shuffledAndDuplicatedMessagesDoNotChangeABit(long seed) throws Exception {
    FederationScenario scenario = new FederationScenario("motes", 4, 8);
    try (LoopbackHub hub = LoopbackHub.disturbed(new RandomSource(seed))) {
      FederationScenario.Outcome outcome = scenario.runAndCheck(hub::link, hub::link, event -> {});
      assertThat(outcome.stats().duplicates()).isPositive();
    }
  }

  /** Its random bits belong to the round and the weight, not to who came when. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void stochasticRoundingDoesNotDependOnTheOrderEither(long seed) throws Exception {
    FedAvg stochastic = new FedAvg(Rounding.STOCHASTIC);
    FederationScenario scenario = new FederationScenario("motes", 4, 8, stochastic);
    try (LoopbackHub hub = LoopbackHub.disturbed(new RandomSource(seed))) {
      FederationScenario.Outcome outcome = scenario.runAndCheck(hub::link, hub::link, event -> {});
      assertThat(outcome.result().model())
          .isNotEqualTo(new FederationScenario("motes", 4, 8).expected());
    }
  }

  @Test
  void aRunThatFailsIsToldToAllWhoWait() throws Exception {
    FederationScenario scenario = new FederationScenario("motes", 2, 3);
    try (LoopbackHub hub = LoopbackHub.plain();
        FederatedServer server =
            start(hub, scenario, round -> round == 1 ? Set.of("gw-0", "gw-1") : Set.of())) {
      for (CompletableFuture<Model> model : join(scenario, hub)) {
        assertThatThrownBy(() -> model.get(30, SECONDS))
            .hasRootCauseMessage("the run failed: round 2 must have participants: none");
      }
      assertThat(server.awaitFarewells(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static FederatedServer start(
      LoopbackHub hub, FederationScenario scenario, IntFunction<Set<String>> participants)
      throws Exception {
    return FederatedServer.start(
        hub.link("server"), scenario.serverOptions().withParticipants(participants));
  }

  /** Every gateway on a link and a thread of its own. */
  private static List<CompletableFuture<Model>> join(FederationScenario scenario, LoopbackHub hub)
      throws Exception {
    List<CompletableFuture<Model>> models = new ArrayList<>();
    for (String gateway : scenario.gateways()) {
      models.add(model(scenario, hub.link(gateway), gateway));
    }
    return models;
  }

  private static CompletableFuture<Model> model(
      FederationScenario scenario, MessageLink link, String gateway) throws Exception {
    FederatedClient client = FederatedClient.join(link, scenario.clientOptions(gateway));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return FederationScenario.client(client, gateway);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        runnable -> new Thread(runnable, gateway).start());
  }

  @Test
  void twoFederationsShareTheLinks() throws Exception {
    FederationScenario events = new FederationScenario("motes-event", 3, 6);
    FederationScenario forecasts = new FederationScenario("motes-forecast", 3, 6);
    try (LoopbackHub hub = LoopbackHub.plain()) {
      MessageLink serverLink = hub.link("server");
      Map<FederationScenario, FederatedServer> servers =
          Map.of(
              events, FederatedServer.start(serverLink, events.serverOptions()),
              forecasts, FederatedServer.start(serverLink, forecasts.serverOptions()));
      List<CompletableFuture<Model>> models = new ArrayList<>();
      for (String gateway : events.gateways()) {
        MessageLink link = hub.link(gateway);
        for (FederationScenario scenario : servers.keySet()) {
          models.add(model(scenario, link, gateway));
        }
      }
      for (CompletableFuture<Model> model : models) {
        model.get(30, SECONDS);
      }
      for (FederationScenario scenario : servers.keySet()) {
        assertThat(servers.get(scenario).result().get(30, SECONDS).model())
            .isEqualTo(scenario.expected());
      }
    }
  }

  @Test
  void participantsMayChangeFromRoundToRound() throws Exception {
    FederationScenario scenario = new FederationScenario("motes", 3, 4);
    try (LoopbackHub hub = LoopbackHub.plain();
        FederatedServer server =
            start(
                hub, scenario, round -> round % 2 == 1 ? Set.of("gw-0") : Set.of("gw-1", "gw-2"))) {
      List<CompletableFuture<Model>> models = join(scenario, hub);
      FederatedResult result = server.result().get(30, SECONDS);
      assertThat(result.rounds()).extracting(RoundReport::participants).containsExactly(1, 2, 1, 2);
      for (CompletableFuture<Model> model : models) {
        assertThat(model.get(30, SECONDS)).isEqualTo(result.model());
      }
    }
  }
}
