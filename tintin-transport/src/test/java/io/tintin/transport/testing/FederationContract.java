package io.tintin.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.random.RandomSource;
import io.tintin.transport.federation.FederatedEvent;
import io.tintin.transport.link.LinkTimes;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.MqttLink;
import io.tintin.transport.link.MqttLinkOptions;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.WireCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A federation over a real broker: the same bits, whatever happens to the links. */
@Timeout(120)
public abstract class FederationContract {
  private static final int ROUNDS = 12;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final LinkTimes TIMES =
      LinkTimes.DEFAULT
          .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
          .withKeepAlive(Duration.ofSeconds(1))
          .withRetries(Duration.ofMillis(50), Duration.ofMillis(500));

  private final FederationScenario scenario =
      new FederationScenario("f" + System.nanoTime(), 4, ROUNDS);

  /** The broker of the class, which it registers as an extension. */
  protected abstract BrokerOfTheClass broker();

  private static MessageLink open(URI uri, String name) throws Exception {
    return MqttLink.connect(
        MqttLinkOptions.of(uri, name, new RandomSource(name.hashCode())).withTimes(TIMES));
  }

  private MessageLink direct(String name) throws Exception {
    return open(broker().uri(), name);
  }

  @Test
  void theFinalModelIsThatOfAPlainLoop() throws Exception {
    FederationScenario.Outcome outcome =
        scenario.runAndCheck(this::direct, this::direct, event -> {});
    assertThat(outcome.stats().malformedTotal()).isZero();
  }

  @Test
  void theServersLinkMayBeCutInMidRun() throws Exception {
    runWithTroubleAtTheServer(TcpProxy::cut, Duration.ofSeconds(2));
  }

  @Test
  void theServersLinkMayGoHalfOpen() throws Exception {
    runWithTroubleAtTheServer(TcpProxy::blackHole, Duration.ofSeconds(1));
  }

  private void runWithTroubleAtTheServer(Consumer<TcpProxy> trouble, Duration duration)
      throws Exception {
    try (TcpProxy proxy = new TcpProxy(broker().uri())) {
      scenario.runAndCheck(
          name -> open(proxy.uri(), name),
          this::direct,
          inRound(
              4,
              () -> {
                trouble.accept(proxy);
                later(duration, proxy::restore);
              }));
    }
  }

  @Test
  void theGatewaysLinksMayBeCutAgainAndAgain() throws Exception {
    try (TcpProxy proxy = new TcpProxy(broker().uri())) {
      scenario.runAndCheck(
          this::direct,
          name -> open(proxy.uri(), name),
          event -> {
            if (event instanceof FederatedEvent.RoundOpened opened && opened.round() % 3 == 0) {
              later(Duration.ofMillis(1), proxy::cutOnce);
            }
          });
    }
  }

  @Test
  void hostileMessagesAreCountedAndHarmless() throws Exception {
    byte[] garbage = new byte[500];
    Arrays.fill(garbage, (byte) 0x5A);
    FederationScenario foreign = new FederationScenario("foreign", 1, 3);
    WireCodec codec = new WireCodec();
    try (MessageLink attacker = direct(scenario.fleet() + "-attacker")) {
      FederationScenario.Outcome outcome =
          scenario.runAndCheck(
              this::direct,
              this::direct,
              event -> {
                if (event instanceof FederatedEvent.RoundOpened opened) {
                  String up = "tt/v1/" + scenario.fleet() + "/gw-1/up/update";
                  String down = "tt/v1/" + scenario.fleet() + "/gw-1/down/task";
                  ModelUpdate update =
                      FederationScenario.train("gw-0", opened.round(), foreign.initial());
                  byte[] otherFleet =
                      codec.encode(
                          new Envelope(
                              new Header("foreign", "gw-1", 1, 1),
                              new RoundUpdate(opened.round(), update)));
                  byte[] otherRun =
                      codec.encode(
                          new Envelope(
                              new Header(scenario.fleet(), "gw-1", 1, 1),
                              new RoundUpdate(opened.round(), update)));
                  for (byte[] bytes :
                      List.of(
                          garbage,
                          new byte[0],
                          Arrays.copyOf(otherRun, otherRun.length / 2),
                          otherFleet,
                          otherRun)) {
                    attacker.publish(up, bytes, SOON);
                    attacker.publish(down, bytes, SOON);
                  }
                }
              });
      assertThat(outcome.stats().malformedTotal()).isPositive();
      assertThat(outcome.stats().otherRun()).isPositive();
    }
  }

  @Test
  void theBrokerMayForgetEverything() throws Exception {
    CompletableFuture<Void> restarted = new CompletableFuture<>();
    scenario.runAndCheck(
        this::direct,
        this::direct,
        inRound(
            5,
            () ->
                later(
                    Duration.ofMillis(1),
                    () -> {
                      try {
                        broker().restart();
                        restarted.complete(null);
                      } catch (Exception e) {
                        restarted.completeExceptionally(e);
                      }
                    })));
    restarted.get(10, TimeUnit.SECONDS);
  }

  private static Consumer<FederatedEvent> inRound(int round, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return event -> {
      if (event instanceof FederatedEvent.UpdateAccepted accepted
          && accepted.round() == round
          && done.compareAndSet(false, true)) {
        action.run();
      }
    };
  }

  private static void later(Duration delay, Runnable action) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }
}
