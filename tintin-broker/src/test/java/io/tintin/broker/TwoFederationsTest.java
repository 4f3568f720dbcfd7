package io.tintin.broker;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.federation.ClientOptions;
import io.tintin.transport.federation.FederatedClient;
import io.tintin.transport.federation.FederatedServer;
import io.tintin.transport.federation.Task;
import io.tintin.transport.link.LoopbackHub;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.MqttLink;
import io.tintin.transport.link.MqttLinkOptions;
import io.tintin.transport.testing.FederationScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shape of an application: eight gateways, one thread and one link each, two federations. */
@Timeout(60)
class TwoFederationsTest {
  private static final RandomSource RANDOM = new RandomSource(7);

  private final FederationScenario event = new FederationScenario("motes-event", 8, 30);
  private final FederationScenario forecast = new FederationScenario("motes-forecast", 8, 30);

  /** One gateway, which takes its turn in one federation and then in the other. */
  private Model gateway(MessageLink link, String gateway) throws Exception {
    try (link;
        FederatedClient events =
            FederatedClient.join(link, ClientOptions.of("motes-event", gateway, RANDOM));
        FederatedClient forecasts =
            FederatedClient.join(link, ClientOptions.of("motes-forecast", gateway, RANDOM))) {
      while (true) {
        Task task = events.awaitTask(Duration.ofSeconds(30)).orElseThrow();
        Task other = forecasts.awaitTask(Duration.ofSeconds(30)).orElseThrow();
        if (task instanceof Task.Train train && other instanceof Task.Train otherTrain) {
          var unused = events.submit(update(gateway, train));
          unused = forecasts.submit(update(gateway, otherTrain));
        } else {
          return ((Task.Finish) task).model();
        }
      }
    }
  }

  private static ModelUpdate update(String gateway, Task.Train train) {
    return FederationScenario.train(gateway, train.round(), train.model());
  }

  private void run(FederationScenario.Links links) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (MessageLink link = links.open("server");
        FederatedServer events = FederatedServer.start(link, event.serverOptions());
        FederatedServer forecasts = FederatedServer.start(link, forecast.serverOptions())) {
      List<Future<Model>> models = new ArrayList<>();
      for (String gateway : event.gateways()) {
        Callable<Model> work = () -> gateway(links.open(gateway), gateway);
        models.add(threads.submit(work));
      }
      assertThat(events.result().get(30, SECONDS).model()).isEqualTo(event.expected());
      assertThat(forecasts.result().get(30, SECONDS).model()).isEqualTo(forecast.expected());
      for (Future<Model> model : models) {
        assertThat(model.get(30, SECONDS)).isEqualTo(event.expected());
      }
      assertThat(events.awaitFarewells(Duration.ofSeconds(10))).isTrue();
      assertThat(forecasts.awaitFarewells(Duration.ofSeconds(10))).isTrue();
      assertThat(events.stats().malformedTotal()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shareOneLinkPerGatewayOverTheBroker() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      run(
          name ->
              MqttLink.connect(
                  MqttLinkOptions.of(broker.uri(), name, RANDOM.stream(name.hashCode()))));
    }
  }

  @Test
  void shareOneLinkPerGatewayOverTheLoopback() throws Exception {
    try (LoopbackHub hub = LoopbackHub.plain()) {
      run(hub::link);
    }
  }
}
