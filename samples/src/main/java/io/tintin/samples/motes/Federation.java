package io.tintin.samples.motes;

import io.tintin.core.random.RandomSource;
import io.tintin.device.store.StoreException;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.federation.FederatedResult;
import io.tintin.transport.federation.FederatedServer;
import io.tintin.transport.federation.ServerOptions;
import io.tintin.transport.federation.Timing;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.MessageLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The main run: eight gateways, one thread each, and the servers of both federations. */
final class Federation {
  private static final Duration ROUND_DEADLINE = Duration.ofMinutes(2);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Settings settings;
  private final Carrier carrier;
  private final String fleet;

  /**
   * A run that has not begun.
   *
   * @param fleet prefix of the federations' names, so that runs on one broker do not meet
   */
  Federation(Settings settings, Carrier carrier, String fleet) {
    this.settings = settings;
    this.carrier = carrier;
    this.fleet = fleet;
  }

  /**
   * Runs all rounds.
   *
   * @param progress hears of the event federation's rounds
   * @throws RunFailedException if a gateway can't go on
   */
  FederationResult run(Consumer<FederatedEvent> progress)
      throws LinkException, SourceException, RunFailedException, InterruptedException {
    List<MessageLink> links = new ArrayList<>();
    List<Gateway> gateways = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(Mote.ALL.size());
    try (MessageLink serverLink = carrier.link("server");
        FederatedServer events = start(serverLink, "-event", settings.eventRecipe(), progress);
        FederatedServer forecasts =
            start(serverLink, "-forecast", settings.forecastRecipe(), event -> {})) {
      for (Mote mote : Mote.ALL) {
        MessageLink link = carrier.link(mote.name());
        links.add(link);
        gateways.add(new Gateway(mote, settings, link, fleet));
      }
      CompletionService<Void> runs = new ExecutorCompletionService<>(threads);
      for (Gateway gateway : gateways) {
        runs.submit(() -> run(gateway));
      }
      for (int ended = 0; ended < gateways.size(); ended++) {
        await(runs.take());
      }
      FederatedResult event = await(events.result());
      FederatedResult forecast = await(forecasts.result());
      events.awaitFarewells(FAREWELL);
      forecasts.awaitFarewells(FAREWELL);
      return new FederationResult(
          event,
          forecast,
          List.copyOf(gateways),
          events.stats(),
          forecasts.stats(),
          serverLink.stats());
    } finally {
      threads.shutdownNow();
      gateways.forEach(Gateway::close);
      links.forEach(MessageLink::close);
    }
  }

  private static Void run(Gateway gateway)
      throws InterruptedException, SourceException, StoreException {
    gateway.run();
    return null;
  }

  private FederatedServer start(
      MessageLink link, String suffix, Recipe recipe, Consumer<FederatedEvent> progress)
      throws LinkException {
    RoundPlan plan = settings.plan();
    ServerOptions options =
        ServerOptions.of(
                fleet + suffix,
                recipe.initialModel(settings.seed()),
                plan.rounds(),
                plan.participants(plan.rounds()),
                new RandomSource(settings.seed()))
            .withParticipants(plan::participants)
            .withQuorum(Mote.ALL.size(), ROUND_DEADLINE);
    return FederatedServer.start(link, options, Timing.system(), progress);
  }

  /** The first gateway that fails ends the run. */
  private static <T> T await(Future<T> future) throws InterruptedException, RunFailedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new RunFailedException(e.getCause());
    }
  }
}
