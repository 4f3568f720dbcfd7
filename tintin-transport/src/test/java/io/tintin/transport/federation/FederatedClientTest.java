package io.tintin.transport.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelId;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.testing.FederationScenario;
import io.tintin.transport.testing.RecordingLink;
import io.tintin.transport.testing.VirtualTime;
import io.tintin.transport.wire.Body;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.Hello;
import io.tintin.transport.wire.Receipt;
import io.tintin.transport.wire.Receipt.Status;
import io.tintin.transport.wire.Receipts;
import io.tintin.transport.wire.RoundTask;
import io.tintin.transport.wire.RoundUpdate;
import io.tintin.transport.wire.RunFailed;
import io.tintin.transport.wire.RunFinished;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FederatedClientTest {
  private static final Instant DEADLINE = Instant.parse("2026-03-01T12:02:30Z");

  private final FederationScenario scenario = new FederationScenario("motes", 2, 3);
  private final VirtualTime time = new VirtualTime("2026-03-01T12:01:30Z");
  private final RecordingLink link = new RecordingLink();
  private FederatedClient client;
  private long session;

  @BeforeEach
  void join() throws Exception {
    client = FederatedClient.join(link, scenario.clientOptions("gw-0"), time.timing());
    time.advance(Duration.ZERO);
    Envelope hello = link.takePublished().get(0);
    assertThat(hello.body()).isEqualTo(new Hello(0, false));
    assertThat(hello.header().run()).isZero();
    session = hello.header().session();
  }

  @AfterEach
  void close() {
    client.close();
  }

  private void hear(long run, Body body) throws Exception {
    hear(session, run, body);
  }

  private void hear(long forSession, long run, Body body) throws Exception {
    String kind = body instanceof Receipts ? "receipt" : "task";
    link.deliver(
        "tt/v1/motes/gw-0/down/" + kind,
        new Envelope(new Header("motes", "gw-0", forSession, run), body));
  }

  private RoundTask task(int round) {
    return new RoundTask(round, 3, 2, DEADLINE, scenario.initial());
  }

  private Optional<Integer> nextRound() throws Exception {
    return client.awaitTask(Duration.ZERO).map(task -> ((Task.Train) task).round());
  }

  private CompletableFuture<Receipt> submit(int round) {
    return client.submit(FederationScenario.train("gw-0", round, scenario.initial()));
  }

  private static Receipts receipt(int round, Status status) {
    return new Receipts(List.of(new Receipt(round, status, "")));
  }

  @Test
  void itSaysHelloAgainAndAgainUntilATaskComes() throws Exception {
    time.advance(Duration.ofSeconds(10));
    int hellos = link.takePublished().size();
    assertThat(hellos).isBetween(9, 25); // delays double from 0.1 s to 1 s, jittered
    hear(5, task(1));
    assertThat(nextRound()).contains(1);
    assertThat(nextRound()).isEmpty();
  }

  @Test
  void itSendsAnUpdateUntilItIsReceipted() throws Exception {
    hear(5, task(1));
    nextRound();
    CompletableFuture<Receipt> receipt = submit(1);
    time.advance(Duration.ofSeconds(5));
    List<Envelope> sent = link.takePublished();
    assertThat(sent).hasSizeBetween(4, 15).allMatch(e -> e.body() instanceof RoundUpdate);
    assertThat(sent.get(0).header().run()).isEqualTo(5);

    hear(5, receipt(2, Status.ACCEPTED)); // another round's
    hear(6, receipt(1, Status.ACCEPTED)); // another run's
    hear(session + 1, 5, receipt(1, Status.ACCEPTED)); // another life's
    assertThat(receipt).isNotDone();
    hear(5, receipt(1, Status.REFUSED));
    time.advance(Duration.ZERO);
    assertThat(receipt.join().status()).isEqualTo(Status.REFUSED);

    link.takePublished();
    time.advance(Duration.ofSeconds(5));
    assertThat(link.takePublished()).allMatch(e -> e.body() instanceof Hello);
    assertThat(client.stats().staleReceipts()).isEqualTo(2);
    assertThat(client.stats().otherSession()).isEqualTo(1);
  }

  @Test
  void copiesAndOldTasksAreNoNews() throws Exception {
    hear(5, task(2));
    hear(5, task(2));
    assertThat(nextRound()).contains(2);
    hear(5, task(1));
    hear(5, task(2));
    hear(session + 1, 5, task(3));
    assertThat(nextRound()).isEmpty();
    assertThat(client.stats().staleTasks()).isEqualTo(3);
  }

  @Test
  void ofTwoTasksTheLaterCounts() throws Exception {
    hear(5, task(1));
    hear(5, task(2));
    assertThat(nextRound()).contains(2);
    assertThat(nextRound()).isEmpty();
  }

  @Test
  void aNewRunReplacesTheOldOneForGood() throws Exception {
    hear(5, task(2));
    nextRound();
    CompletableFuture<Receipt> receipt = submit(2);
    hear(9, task(1));
    assertThat(receipt.join().status()).isEqualTo(Status.LATE);
    assertThat(nextRound()).contains(1);
    hear(5, task(3)); // delayed, of the dead server
    assertThat(nextRound()).isEmpty();
  }

  @Test
  void anUpdateForARunThatEndedMeanwhileIsLate() throws Exception {
    hear(5, task(2));
    nextRound();
    hear(9, task(1));
    assertThat(submit(2).join())
        .isEqualTo(new Receipt(2, Status.LATE, "the server began a new run"));
  }

  @Test
  void theEndIsATaskAndIsConfirmed() throws Exception {
    hear(5, task(3));
    nextRound();
    submit(3);
    link.takePublished();
    Model model = scenario.expected();
    hear(5, new RunFinished(3, model));
    hear(5, new RunFinished(3, model));
    hear(5, task(3));

    assertThat(link.takePublished()).extracting(Envelope::body).containsOnly(new Hello(3, true));
    assertThat(client.awaitTask(Duration.ZERO)).contains(new Task.Finish(3, model));
    assertThat(client.awaitTask(Duration.ZERO)).isEmpty();
    hear(9, task(1)); // the next run
    assertThat(nextRound()).contains(1);
  }

  @Test
  void aFailureOfTheRunIsATaskAndIsConfirmed() throws Exception {
    hear(5, task(2));
    nextRound();
    CompletableFuture<Receipt> receipt = submit(2);
    link.takePublished();
    hear(5, new RunFailed("no participants"));
    hear(5, new RunFailed("no participants"));
    hear(5, task(3));

    assertThat(receipt.join()).isEqualTo(new Receipt(2, Status.LATE, "the run failed"));
    assertThat(link.takePublished()).extracting(Envelope::body).containsOnly(new Hello(2, true));
    assertThat(client.awaitTask(Duration.ZERO)).contains(new Task.Failed("no participants"));
    assertThat(client.awaitTask(Duration.ZERO)).isEmpty();
    hear(9, task(1)); // the next run
    assertThat(nextRound()).contains(1);
    hear(5, new RunFailed("no participants")); // delayed, of the failed one
    assertThat(client.awaitTask(Duration.ZERO)).isEmpty();
  }

  @Test
  void itSpeaksAtOnceWhenTheLinkIsBack() throws Exception {
    hear(5, task(1));
    nextRound();
    submit(1);
    time.advance(Duration.ZERO);
    link.takePublished();
    link.tell(LinkState.RECONNECTING);
    link.tell(LinkState.CONNECTED);
    time.advance(Duration.ZERO);
    assertThat(link.takePublished()).hasSize(1).allMatch(e -> e.body() instanceof RoundUpdate);
  }

  @Test
  void submitNeedsATaskItsModelAndAnOpenClient() throws Exception {
    ModelUpdate update = FederationScenario.train("gw-0", 1, scenario.initial());
    assertThatThrownBy(() -> client.submit(update))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("submit must follow a task to train");
    hear(5, task(1));
    nextRound();
    ModelId other = new ModelId("ab".repeat(32));
    assertThatThrownBy(() -> client.submit(new ModelUpdate(other, 1, update.parameters())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("update base must be " + scenario.initial().id() + ": " + other);
    CompletableFuture<Receipt> receipt = client.submit(update);
    client.close();
    assertThat(receipt).isCompletedExceptionally();
    assertThatThrownBy(() -> client.submit(update)).hasMessage("client must be open");
    assertThatThrownBy(() -> client.awaitTask(Duration.ZERO)).hasMessage("client must be open");
  }
}
