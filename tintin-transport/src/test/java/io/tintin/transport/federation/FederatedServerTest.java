package io.tintin.transport.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.testing.FederationScenario;
import io.tintin.transport.testing.RecordingLink;
import io.tintin.transport.testing.VirtualTime;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipt.Status;
import io.tintin.transport.wire.Receipts;
import io.tintin.transport.wire.RoundTask;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.RunFailed;
import io.tintin.transport.wire.RunFinished;
import io.tintin.transport.wire.WireCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FederatedServerTest {
  private static final long SESSION = 77;

  private final FederationScenario scenario = new FederationScenario("motes", 5, 3);
  private final VirtualTime time = new VirtualTime("2026-03-01T12:01:30Z");
  private final RecordingLink link = new RecordingLink();
  private final List<FederatedEvent> events = new ArrayList<>();
  private FederatedServer server;
  private long run;

  private void start(int quorum) throws Exception {
    start(scenario.serverOptions().withQuorum(quorum, Duration.ofSeconds(60)));
  }

  private void start(ServerOptions options) throws Exception {
    server = FederatedServer.start(link, options, time.timing(), events::add);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  /** A gateway says hello and gets its task. */
  private RoundTask join(String gateway) throws Exception {
    say(gateway, 0, new Hello(0, false));
    Envelope answer = only(link.takePublished());
    assertThat(answer.header().gateway()).isEqualTo(gateway);
    assertThat(answer.header().session()).isEqualTo(SESSION);
    run = answer.header().run();
    time.advance(Duration.ZERO);
    return (RoundTask) answer.body();
  }

  private void say(String gateway, long ofRun, Body body) throws Exception {
    String kind = body instanceof Hello ? "hello" : "update";
    link.deliver(
        "tt/v1/motes/" + gateway + "/up/" + kind,
        new Envelope(new Header("motes", gateway, SESSION, ofRun), body));
  }

  private Receipt submit(String gateway, RoundTask task) throws Exception {
    return submit(
        gateway, task.round(), FederationScenario.train(gateway, task.round(), task.model()));
  }

  /** An update and its receipt. */
  private Receipt submit(String gateway, int round, ModelUpdate update) throws Exception {
    link.takePublished();
    say(gateway, run, new RoundUpdate(round, update));
    time.advance(Duration.ZERO);
    List<Receipts> receipts =
        link.takePublished().stream()
            .filter(e -> e.body() instanceof Receipts)
            .map(e -> (Receipts) e.body())
            .toList();
    return only(only(receipts).receipts());
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  @Test
  void aRoundClosesAtItsDeadlineIfTheQuorumIsIn() throws Exception {
    start(3);
    RoundTask task = join("gw-0");
    for (String gateway : List.of("gw-0", "gw-1", "gw-2")) {
      assertThat(submit(gateway, task).status()).isEqualTo(Status.ACCEPTED);
    }

    time.advance(Duration.ofMillis(59_999));
    assertThat(server.status()).isEqualTo("round 1 of 3: waiting, 3 of 5 since 12:01:30Z");
    time.advance(Duration.ofMillis(1)); // nobody speaks: it is a timer, not a check on arrival

    assertThat(server.status()).startsWith("round 2 of 3: waiting, 0 of 5 since 12:02:30Z");
    FederatedEvent.RoundClosed closed = (FederatedEvent.RoundClosed) events.get(events.size() - 2);
    assertThat(closed.report().contributors()).containsExactly("gw-0", "gw-1", "gw-2");
    assertThat(closed.report().duration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(closed.report().extensions()).isZero();
  }

  @Test
  void aRoundBelowItsQuorumIsExtendedAndClosesWhenItIsReached() throws Exception {
    start(3);
    RoundTask task = join("gw-0");
    submit("gw-0", task);
    submit("gw-1", task);

    time.advance(Duration.ofSeconds(130));
    assertThat(events)
        .contains(new FederatedEvent.RoundExtended(1, "waiting, 2 of 5 since 12:01:30Z"));
    assertThat(server.stats().extensions()).isEqualTo(2);
    submit("gw-4", task);

    assertThat(server.status()).startsWith("round 2 of 3");
    FederatedEvent.RoundClosed closed = (FederatedEvent.RoundClosed) events.get(events.size() - 2);
    assertThat(closed.report().contributors()).containsExactly("gw-0", "gw-1", "gw-4");
    assertThat(closed.report().extensions()).isEqualTo(2);
  }

  @Test
  void aRoundClosesAtOnceWhenAllAreIn() throws Exception {
    start(3);
    RoundTask task = join("gw-0");
    for (String gateway : scenario.gateways()) {
      submit(gateway, task);
    }
    assertThat(server.status()).startsWith("round 2 of 3");
  }

  @Test
  void aLateUpdateIsReceiptedAndNotUsed() throws Exception {
    start(4);
    RoundTask task = join("gw-0");
    for (String gateway : scenario.gateways().subList(0, 4)) {
      submit(gateway, task);
    }
    time.advance(Duration.ofSeconds(60));

    assertThat(submit("gw-4", task).status()).isEqualTo(Status.LATE);
    assertThat(submit("gw-0", task).status()).isEqualTo(Status.ACCEPTED); // a copy, even later
    assertThat(server.stats().late()).isEqualTo(1);
    assertThat(server.stats().duplicates()).isEqualTo(1);
    assertThat(server.stats().accepted()).isEqualTo(4);
  }

  @Test
  void aCopyIsAbsorbedAndReceiptedAgain() throws Exception {
    start(5);
    RoundTask task = join("gw-0");
    assertThat(submit("gw-0", task).status()).isEqualTo(Status.ACCEPTED);
    assertThat(submit("gw-0", task).status()).isEqualTo(Status.ACCEPTED);
    assertThat(server.status()).contains("1 of 5");
    assertThat(server.stats().duplicates()).isEqualTo(1);
  }

  @Test
  void updatesThatDoNotFitAreRefusedWithTheReasonAndHarmless() throws Exception {
    start(5);
    RoundTask task = join("gw-0");
    ModelUpdate good = FederationScenario.train("gw-0", 1, task.model());
    List<Int8Tensor> shorter = good.parameters().subList(1, good.parameters().size());
    List<Int8Tensor> reshaped = new ArrayList<>(good.parameters());
    reshaped.set(0, Int8Tensor.of(Shape.of(2), Scale.UNIT, new byte[] {1, 2}));
    ModelId other = new ModelId("ab".repeat(32));

    for (ModelUpdate bad :
        List.of(
            new ModelUpdate(good.base(), 9, shorter),
            new ModelUpdate(good.base(), 9, reshaped),
            new ModelUpdate(other, 9, good.parameters()))) {
      Receipt receipt = submit("gw-0", 1, bad);
      assertThat(receipt.status()).isEqualTo(Status.REFUSED);
      assertThat(receipt.reason()).contains(" must be ");
    }
    assertThat(submit("gw-0", 2, good).reason())
        .isEqualTo("round must be one of this gateway's: 2");
    assertThat(submit("stranger", 1, good).reason())
        .isEqualTo("round must be one of this gateway's: 1");
    assertThat(server.stats().refused()).isEqualTo(5);
    assertThat(submit("gw-0", 1, good).status()).isEqualTo(Status.ACCEPTED);
    assertThat(server.status()).contains("1 of 5");
  }

  @Test
  void anUpdateForAnotherRunIsRefusedInItsOwnName() throws Exception {
    start(5);
    RoundTask task = join("gw-0");
    say("gw-1", run + 1, new RoundUpdate(1, FederationScenario.train("gw-1", 1, task.model())));
    Envelope answer = only(link.takePublished());
    assertThat(answer.header().run()).isEqualTo(run + 1);
    assertThat(((Receipts) answer.body()).receipts().get(0).status()).isEqualTo(Status.REFUSED);
    assertThat(server.stats().otherRun()).isEqualTo(1);
    assertThat(server.status()).contains("0 of 5");
  }

  @Test
  void malformedMessagesAreCountedByReasonAndHarmless() throws Exception {
    start(5);
    RoundTask task = join("gw-0");
    WireCodec codec = new WireCodec();
    ModelUpdate update = FederationScenario.train("gw-0", 1, task.model());
    Header header = new Header("motes", "gw-0", SESSION, run);
    byte[] good = codec.encode(new Envelope(header, new RoundUpdate(1, update)));
    String topic = "tt/v1/motes/gw-0/up/update";
    byte[] wrongVersion = good.clone();
    wrongVersion[1] = 2; // schema_version comes first

    link.deliver(topic, new byte[] {1, 2, 3});
    link.deliver(topic, Arrays.copyOf(good, good.length - 1));
    link.deliver(topic, new byte[WireCodec.DEFAULT_MAX_BYTES + 1]);
    link.deliver(topic, wrongVersion);
    link.deliver("tt/v1/motes/gw-1/up/update", good); // in another gateway's name
    link.deliver(
        topic, new Envelope(new Header("other", "gw-0", SESSION, run), new RoundUpdate(1, update)));
    link.deliver(topic, new Envelope(header, new RunFinished(3, task.model())));

    assertThat(link.takePublished()).isEmpty();
    assertThat(server.stats().malformed())
        .isEqualTo(
            Map.of(
                Reason.UNPARSEABLE, 2L,
                Reason.OVERSIZE, 1L,
                Reason.VERSION, 1L,
                Reason.ADDRESS, 2L,
                Reason.BODY, 1L));
    assertThat(server.stats().accepted()).isZero();
    assertThat(submit("gw-0", 1, update).status()).isEqualTo(Status.ACCEPTED);
  }

  @Test
  void aHelloGetsTheTaskAgainUntilTheClientHasIt() throws Exception {
    start(5);
    join("gw-0");
    join("gw-0");
    say("gw-0", run, new Hello(1, false));
    assertThat(link.takePublished()).isEmpty();
    assertThat(server.stats().hellos()).isEqualTo(3);
  }

  @Test
  void aTaskOnItsWayIsNotSentTwice() throws Exception {
    start(5);
    link.hold();
    say("gw-0", 0, new Hello(0, false));
    say("gw-0", 0, new Hello(0, false));
    assertThat(link.takePublished()).hasSize(1);
    link.release(new PublishOutcome.Lost("cut"));
    time.advance(Duration.ZERO);
    assertThat(server.stats().tasksNotSent()).isEqualTo(1);

    link.tell(LinkState.CONNECTED);
    time.advance(Duration.ZERO);
    assertThat(only(link.takePublished()).body()).isInstanceOf(RoundTask.class);
  }

  @Test
  void receiptsThatGatherTravelTogether() throws Exception {
    start(1);
    RoundTask task = join("gw-0");
    ModelUpdate update = FederationScenario.train("gw-0", 1, task.model());
    submit("gw-0", 1, update);
    time.advance(Duration.ofSeconds(60)); // round 2
    link.takePublished();
    link.hold();
    for (int i = 0; i < 3; i++) {
      say("gw-0", run, new RoundUpdate(1, update));
      say("gw-0", run, new RoundUpdate(7, update));
    }
    assertThat(link.takePublished()).hasSize(1);
    link.release(new PublishOutcome.Acknowledged());
    time.advance(Duration.ZERO);
    Receipts gathered = (Receipts) only(link.takePublished()).body();
    assertThat(gathered.receipts()).extracting(Receipt::round).containsExactly(7, 1);
  }

  @Test
  void theFinalModelGoesToAllAndTheServerWaitsForTheirFarewell() throws Exception {
    start(5);
    RoundTask task = join("gw-0");
    for (int round = 1; round <= 3; round++) {
      for (String gateway : scenario.gateways()) {
        submit(gateway, task);
      }
      if (round < 3) {
        say("gw-0", run, new Hello(0, false));
        task = (RoundTask) only(link.takePublished()).body();
        time.advance(Duration.ZERO);
      }
    }
    Model model = server.result().get().model();
    assertThat(model).isEqualTo(scenario.expected());
    assertThat(server.status()).isEqualTo("finished");
    assertThat(server.awaitFarewells(Duration.ZERO)).isFalse();

    for (String gateway : scenario.gateways()) {
      say(gateway, run, new Hello(3, false));
      assertThat(only(link.takePublished()).body()).isEqualTo(new RunFinished(3, model));
      say(gateway, run, new Hello(3, true));
      assertThat(link.takePublished()).isEmpty();
      time.advance(Duration.ZERO);
    }
    assertThat(server.awaitFarewells(Duration.ZERO)).isTrue();
  }

  @Test
  void aRunThatCanNotGoOnEndsWithItsReasonAndTellsIt() throws Exception {
    String reason = "round 2 must have participants: none";
    start(
        scenario.serverOptions().withParticipants(round -> round == 1 ? Set.of("gw-0") : Set.of()));
    RoundTask task = join("gw-0");
    say(
        "gw-0",
        run,
        new RoundUpdate(1, FederationScenario.train("gw-0", task.round(), task.model())));
    assertThat(link.takePublished()).extracting(Envelope::body).contains(new RunFailed(reason));
    time.advance(Duration.ZERO);
    assertThatThrownBy(() -> server.result().join())
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage(reason);
    assertThat(server.status()).isEqualTo("failed: " + reason);

    say("gw-1", 0, new Hello(0, false)); // comes too late to take part
    assertThat(only(link.takePublished()).body()).isEqualTo(new RunFailed(reason));
    assertThat(server.awaitFarewells(Duration.ZERO)).isFalse();
    say("gw-0", run, new Hello(1, true));
    say("gw-1", run, new Hello(0, true));
    assertThat(server.awaitFarewells(Duration.ZERO)).isTrue();
  }

  @Test
  void aModelTooLargeForAMessageIsRefusedAtTheStart() {
    ServerOptions options = scenario.serverOptions();
    ServerOptions small =
        new ServerOptions(
            options.fleet(),
            options.initial(),
            options.rounds(),
            options.aggregator(),
            options.random(),
            options.participants(),
            options.quorum(),
            options.roundDeadline(),
            200);
    assertThatThrownBy(() -> start(small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("message size must be at most 200: ");
  }

  @Test
  void aFailingListenerDoesNotStopTheRun() throws Exception {
    server =
        FederatedServer.start(
            link,
            scenario.serverOptions(),
            time.timing(),
            event -> {
              throw new IllegalStateException("listener (this is part of a test)");
            });
    assertThat(submit("gw-0", join("gw-0")).status()).isEqualTo(Status.ACCEPTED);
  }

  @Test
  void closingCancelsTheRun() throws Exception {
    start(5);
    server.close();
    assertThatThrownBy(() -> server.result().join())
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(server.status()).isEqualTo("closed");
  }
}
