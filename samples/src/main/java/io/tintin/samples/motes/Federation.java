package io.tintin.samples.motes;

import io.tintin.core.random.RandomSource;
import io.tintin.device.store.MemorySlotStore;
import io.tintin.device.store.StoreException;
import io.tintin.sensors.source.SourceException;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.federation.FederatedResult;
import io.tintin.transport.federation.FederatedServer;
import io.tintin.transport.federation.ServerOptions;
import io.tintin.transport.federation.Timing;
import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.MessageLink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The main run: eight gateways, one thread each, and the servers of both federations. */
public final class Federation implements AutoCloseable {
  /** Without progress for so long, the run is given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration ROUND_DEADLINE = Duration.ofMinutes(2);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final Settings settings;
  private final Carrier carrier;
  private final String fleet;
  private final MessageLink serverLink;
  private final List<MessageLink> links = new ArrayList<>();
  private final List<Gateway> gateways = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(Mote.ALL.size());
  private volatile long lastProgressNanos = System.nanoTime();

  private Federation(Settings settings, Carrier carrier, String fleet) throws LinkException {
    this.settings = settings;
    this.carrier = carrier;
    this.fleet = fleet;
    this.serverLink = carrier.link("server");
  }

  /**
   * Connects the server and these motes' gateways.
   *
   * @param fleet prefix of the federations' names, so that runs on one broker do not meet
   */
  public static Federation open(Settings settings, Carrier carrier, String fleet, List<Mote> motes)
      throws LinkException, IOException, SourceException, InterruptedException, RunFailedException {
    Federation federation = new Federation(settings, carrier, fleet);
    boolean isOpen = false;
    try {
      for (Mote mote : motes) {
        MessageLink link = carrier.link(mote.name());
        federation.links.add(link);
        federation.gateways.add(new Gateway(mote, settings, new MemorySlotStore(), link, fleet));
      }
      isOpen = true;
      return federation;
    } finally {
      if (!isOpen) {
        federation.close();
      }
    }
  }

  /**
   * Runs all rounds.
   *
   * @param progress hears of the event federation's rounds
   * @param states hears when the server's link is lost and back
   * @throws RunFailedException if a gateway or a server can't go on, or nothing moves for minutes
   */
  public MotesResult run(Consumer<FederatedEvent> progress, Consumer<LinkState> states)
      throws LinkException, InterruptedException, RunFailedException {
    serverLink.onState(states);
    try (FederatedServer steam = start("-event", Recipe.EVENT, progress);
        FederatedServer forecast =
            start("-forecast", Recipe.forecast(settings.channels()), event -> {})) {
      CompletionService<@Nullable Void> runs = new ExecutorCompletionService<>(threads);
      for (Gateway gateway : gateways) {
        runs.submit(() -> run(gateway));
      }
      CompletableFuture<FederatedResult> steamResult = steam.result();
      CompletableFuture<FederatedResult> forecastResult = forecast.result();
      for (int ended = 0; ended < gateways.size(); ) {
        Future<@Nullable Void> run = runs.poll(1, TimeUnit.SECONDS);
        if (run != null) {
          await("gateway", run);
          ended++;
        }
        checkProgress(steam, steamResult, forecastResult);
      }
      MotesResult result =
          new MotesResult(
              await("event server", steamResult),
              await("forecast server", forecastResult),
              List.copyOf(gateways),
              steam.stats(),
              forecast.stats(),
              serverLink.stats());
      steam.awaitFarewells(FAREWELL);
      forecast.awaitFarewells(FAREWELL);
      return result;
    }
  }

  private static @Nullable Void run(Gateway gateway)
      throws InterruptedException, RunFailedException {
    try {
      gateway.run();
      return null;
    } catch (SourceException | StoreException | RuntimeException e) {
      throw new RunFailedException("gateway " + gateway.mote().name(), e);
    }
  }

  private void checkProgress(
      FederatedServer server,
      CompletableFuture<FederatedResult> first,
      CompletableFuture<FederatedResult> second)
      throws RunFailedException, InterruptedException {
    for (CompletableFuture<FederatedResult> result : List.of(first, second)) {
      if (result.isCompletedExceptionally()) {
        await("server", result);
      }
    }
    long silent = System.nanoTime() - lastProgressNanos;
    if (silent > PATIENCE.toNanos()) {
      throw new RunFailedException(
          "nothing has moved for "
              + PATIENCE.toMinutes()
              + " minutes; carrier: "
              + carrier.description()
              + ", link "
              + serverLink.state()
              + "; server: "
              + server.status());
    }
  }

  private FederatedServer start(String suffix, Recipe recipe, Consumer<FederatedEvent> progress)
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
    return FederatedServer.start(
        serverLink,
        options,
        Timing.system(),
        event -> {
          lastProgressNanos = System.nanoTime();
          progress.accept(event);
        });
  }

  private static <T extends @Nullable Object> T await(String who, Future<T> future)
      throws InterruptedException, RunFailedException {
    try {
      return future.get();
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof RunFailedException failed) {
        throw failed;
      }
      throw new RunFailedException(who, e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gateways.forEach(Gateway::close);
    links.forEach(MessageLink::close);
    serverLink.close();
  }
}
