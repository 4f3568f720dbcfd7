package io.tintin.transport.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.aggregate.Aggregation;
import io.tintin.core.aggregate.Aggregator;
import io.tintin.core.aggregate.FedAvg;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.transport.federation.ClientOptions;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.federation.FederatedResult;
import io.tintin.transport.federation.FederatedServer;
import io.tintin.transport.federation.ServerOptions;
import io.tintin.transport.federation.ServerStats;
import io.tintin.transport.federation.Task;
import io.tintin.transport.federation.Timing;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.wire.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A small federation whose training is a formula, so that its final model can be computed by a
 * plain loop over core, without any transport, and compared bit by bit.
 */
public final class FederationScenario {
  public static final RandomSource SEED = new RandomSource(0x7E57);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String fleet;
  private final int rounds;
  private final Aggregator aggregator;
  private final List<String> gateways = new ArrayList<>();
  private final Model initial =
      Model.initial(
          ModelSpec.of(Shape.of(5), new Dense(5, 4, true), new Relu(), new Dense(4, 2, true)),
          SEED.stream(1));

  public FederationScenario(String fleet, int gatewayCount, int rounds) {
    this(fleet, gatewayCount, rounds, new FedAvg());
  }

  public FederationScenario(String fleet, int gatewayCount, int rounds, Aggregator aggregator) {
    this.fleet = fleet;
    this.rounds = rounds;
    this.aggregator = aggregator;
    for (int i = 0; i < gatewayCount; i++) {
      gateways.add("gw-" + i);
    }
  }

  public String fleet() {
    return fleet;
  }

  public List<String> gateways() {
    return gateways;
  }

  public Model initial() {
    return initial;
  }

  public ServerOptions serverOptions() {
    return ServerOptions.of(fleet, initial, rounds, new TreeSet<>(gateways), SEED.stream(2))
        .withAggregator(aggregator);
  }

  public ClientOptions clientOptions(String gateway) {
    return ClientOptions.of(fleet, gateway, SEED.stream(gateway.hashCode()))
        .withRetries(Duration.ofMillis(100), Duration.ofSeconds(1));
  }

  /** What a gateway learns in a round: every weight moves by a hash of who, when and where. */
  public static ModelUpdate train(String gateway, int round, Model base) {
    RandomSource random = SEED.stream(gateway.hashCode()).stream(round);
    List<Int8Tensor> trained = new ArrayList<>();
    int counter = 0;
    for (Int8Tensor parameter : base.parameters()) {
      byte[] values = parameter.toArray();
      for (int i = 0; i < values.length; i++) {
        int moved = values[i] + (random.bits(counter++) & 31) - 15;
        values[i] = (byte) Math.max(-127, Math.min(127, moved));
      }
      trained.add(Int8Tensor.of(parameter.shape(), parameter.scale(), values));
    }
    return new ModelUpdate(base.id(), 1 + (random.bits(counter) & 63), trained);
  }

  /** The final model by a plain loop. */
  public Model expected() throws Exception {
    Model model = initial;
    for (int round = 1; round <= rounds; round++) {
      Aggregation aggregation = aggregator.begin(model, SEED.stream(2).stream(round));
      for (String gateway : gateways) {
        aggregation.add(train(gateway, round, model));
      }
      model = aggregation.result();
    }
    return model;
  }

  /** What a run left behind. */
  public record Outcome(FederatedResult result, ServerStats stats, Set<String> clientModels) {}

  /** Opens the link of a participant. */
  public interface Links {
    MessageLink open(String name) throws Exception;
  }

  /** Runs server and gateways to the end; the gateways' links are theirs alone. */
  public Outcome run(Links serverLinks, Links clientLinks, Consumer<FederatedEvent> listener)
      throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (MessageLink link = serverLinks.open(fleet + "-server");
        FederatedServer server =
            FederatedServer.start(link, serverOptions(), Timing.system(), listener)) {
      List<CompletableFuture<Model>> models = new ArrayList<>();
      for (String gateway : gateways) {
        models.add(CompletableFuture.supplyAsync(() -> client(clientLinks, gateway), threads));
      }
      FederatedResult result = server.result().get(90, SECONDS);
      Set<String> clientModels = new TreeSet<>();
      for (CompletableFuture<Model> model : models) {
        clientModels.add(model.get(60, SECONDS).id().sha256());
      }
      assertThat(server.awaitFarewells(Duration.ofSeconds(20))).as("farewells").isTrue();
      return new Outcome(result, server.stats(), clientModels);
    } finally {
      threads.shutdownNow();
    }
  }

  /** As {@link #run}, and checks the bits at the server and at every gateway. */
  public Outcome runAndCheck(
      Links serverLinks, Links clientLinks, Consumer<FederatedEvent> listener) throws Exception {
    Outcome outcome = run(serverLinks, clientLinks, listener);
    String expected = expected().id().sha256();
    assertThat(outcome.result().model().id().sha256()).isEqualTo(expected);
    assertThat(outcome.clientModels()).containsExactly(expected);
    assertThat(outcome.result().rounds()).hasSize(rounds);
    assertThat(outcome.stats().accepted()).isEqualTo((long) rounds * gateways.size());
    return outcome;
  }

  private Model client(Links links, String gateway) {
    try (MessageLink link = links.open(fleet + "-" + gateway);
        FederatedClient client = FederatedClient.join(link, clientOptions(gateway))) {
      return client(client, gateway);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One gateway's thread, to the final model. */
  public static Model client(FederatedClient client, String gateway) throws Exception {
    while (true) {
      Task task = client.awaitTask(PATIENCE).orElseThrow();
      if (task instanceof Task.Finish finish) {
        return finish.model();
      }
      if (task instanceof Task.Failed failed) {
        throw new IllegalStateException("the run failed: " + failed.reason());
      }
      Task.Train train = (Task.Train) task;
      CompletableFuture<Receipt> receipt =
          client.submit(train(gateway, train.round(), train.model()));
      receipt.thenAccept(answer -> assertThat(answer.status()).isEqualTo(Receipt.Status.ACCEPTED));
    }
  }
}
