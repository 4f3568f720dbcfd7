package io.tintin.transport.testing;

import static io.tintin.transport.testing.Inbound.bytes;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.transport.link.LinkException;
import io.tintin.transport.link.LinkState;
import io.tintin.transport.link.LinkStats;
import io.tintin.transport.link.MessageLink;
import io.tintin.transport.link.PublishOutcome;
import io.tintin.transport.link.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link MessageLink} does, whatever carries it. */
@Timeout(60)
public abstract class MessageLinkContract {
  protected static final Duration SOON = Duration.ofSeconds(10);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final List<MessageLink> links = new ArrayList<>();

  /** No two tests share topics or sessions. */
  protected final String base = "t" + System.nanoTime() + "-" + NAMES.incrementAndGet();

  /** A new link of this name to the one carrier of the test. */
  protected abstract MessageLink open(String name) throws Exception;

  @AfterEach
  void closeLinks() {
    links.parallelStream().forEach(MessageLink::close);
  }

  protected final MessageLink link(String name) throws Exception {
    MessageLink link = open(base + "-" + name);
    links.add(link);
    return link;
  }

  @Test
  void aMessageReachesTheSubscribersOfItsTopic() throws Exception {
    Inbound all = new Inbound();
    Inbound other = new Inbound();
    link("b").subscribe(base + "/x", all);
    link("c").subscribe(base + "/y", other);

    PublishOutcome outcome = link("a").publish(base + "/x", bytes("hello"), SOON).get(10, SECONDS);

    assertThat(outcome).isEqualTo(new PublishOutcome.Acknowledged());
    assertThat(all.next()).isEqualTo("hello");
    assertThat(other.rest()).isEmpty();
  }

  @Test
  void wildcardsStandForOneLevelOrTheRest() throws Exception {
    Inbound one = new Inbound();
    Inbound rest = new Inbound();
    MessageLink receiver = link("b");
    receiver.subscribe(base + "/one/+/up", one);
    receiver.subscribe(base + "/rest/#", rest);
    MessageLink sender = link("a");

    for (String topic :
        List.of("/one/g/down", "/one/g/h/up", "/one/g/up", "/rest/a", "/rest/a/b")) {
      sender.publish(base + topic, bytes(topic), SOON).get(10, SECONDS);
    }

    assertThat(one.next()).isEqualTo("/one/g/up");
    assertThat(rest.next(2)).containsExactlyInAnyOrder("/rest/a", "/rest/a/b");
    assertThat(one.rest()).isEmpty();
  }

  /** Paho defect P6: beyond the broker's receive maximum its publish throws. */
  @Test
  void aBurstOfFiveHundredIsAcknowledgedAndArrives() throws Exception {
    Inbound inbound = new Inbound();
    link("b").subscribe(base + "/burst", inbound);
    MessageLink sender = link("a");

    List<CompletableFuture<PublishOutcome>> outcomes =
        IntStream.range(0, 500)
            .mapToObj(i -> sender.publish(base + "/burst", bytes("m" + i), SOON))
            .toList();

    for (CompletableFuture<PublishOutcome> outcome : outcomes) {
      assertThat(outcome.get(20, SECONDS)).isEqualTo(new PublishOutcome.Acknowledged());
    }
    assertThat(inbound.next(500)).doesNotHaveDuplicates().contains("m0", "m499");
    assertThat(sender.stats().acknowledged()).isEqualTo(500);
  }

  /** Paho defect P9: it acknowledges a message whose callback failed. */
  @Test
  void aMessageWhoseHandlerFailedComesAgain() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch handled = new CountDownLatch(1);
    MessageLink receiver = link("b");
    receiver.subscribe(
        base + "/x",
        (topic, payload) -> {
          if (calls.incrementAndGet() < 3) {
            throw new IllegalStateException("not now (this is part of a test)");
          }
          handled.countDown();
        });

    link("a").publish(base + "/x", bytes("hello"), SOON).get(10, SECONDS);

    assertThat(handled.await(10, SECONDS)).isTrue();
    assertThat(receiver.stats().handlerFailures()).isEqualTo(2);
    assertThat(receiver.stats().abandoned()).isZero();
  }

  @Test
  void aFailingHandlerDoesNotStopTheOthers() throws Exception {
    Inbound good = new Inbound();
    MessageLink receiver = link("b");
    receiver.subscribe(
        base + "/bad",
        (topic, payload) -> {
          throw new IllegalStateException("never (this is part of a test)");
        });
    receiver.subscribe(base + "/good", good);
    MessageLink sender = link("a");

    for (int i = 0; i < 100; i++) {
      sender.publish(base + "/bad", bytes("b" + i), SOON);
      sender.publish(base + "/good", bytes("g" + i), SOON);
    }

    assertThat(good.next(100)).contains("g0", "g99");
  }

  /** Paho defect P10: a callback that waits for a publish deadlocks behind ten messages. */
  @Test
  void aHandlerMayPublishAndWaitForTheOutcome() throws Exception {
    Inbound answers = new Inbound();
    MessageLink server = link("b");
    server.subscribe(
        base + "/ask",
        (topic, payload) ->
            assertThat(server.publish(base + "/answer", payload, SOON).get(10, SECONDS))
                .isInstanceOf(PublishOutcome.Acknowledged.class));
    MessageLink client = link("a");
    client.subscribe(base + "/answer", answers);

    for (int i = 0; i < 50; i++) {
      client.publish(base + "/ask", bytes("q" + i), SOON);
    }

    assertThat(answers.next(50)).contains("q0", "q49");
  }

  @Test
  void aClosedSubscriptionGetsNothing() throws Exception {
    Inbound first = new Inbound();
    Inbound second = new Inbound();
    MessageLink receiver = link("b");
    Subscription closed = receiver.subscribe(base + "/x", first);
    receiver.subscribe(base + "/y", second);
    closed.close();
    closed.close();
    MessageLink sender = link("a");

    sender.publish(base + "/x", bytes("x"), SOON).get(10, SECONDS);
    sender.publish(base + "/y", bytes("y"), SOON).get(10, SECONDS);

    assertThat(second.next()).isEqualTo("y");
    assertThat(first.rest()).isEmpty();
  }

  @Test
  void aMebibyteArrivesWhole() throws Exception {
    byte[] payload = new byte[1 << 20];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (i * 31 >> 3);
    }
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    link("b").subscribe(base + "/big", (topic, bytes) -> received.complete(bytes));

    link("a").publish(base + "/big", payload, SOON);

    assertThat(received.get(20, SECONDS)).isEqualTo(payload);
  }

  @Test
  void aClosedLinkLosesWhatItIsGivenAndRefusesToSubscribe() throws Exception {
    MessageLink link = link("a");
    List<LinkState> states = new ArrayList<>();
    link.onState(states::add);
    assertThat(link.state()).isEqualTo(LinkState.CONNECTED);

    link.close();
    link.close();

    assertThat(link.state()).isEqualTo(LinkState.CLOSED);
    assertThat(states).containsExactly(LinkState.CLOSED);
    assertThat(link.publish(base + "/x", bytes("x"), SOON).get(10, SECONDS))
        .isInstanceOf(PublishOutcome.Lost.class);
    assertThatThrownBy(() -> link.subscribe(base + "/x", new Inbound()))
        .isInstanceOfSatisfying(
            LinkException.class,
            e -> assertThat(e.reason()).isEqualTo(LinkException.Reason.CLOSED));
  }

  @Test
  void theCountersAddUp() throws Exception {
    Inbound inbound = new Inbound();
    MessageLink receiver = link("b");
    receiver.subscribe(base + "/x", inbound);
    MessageLink sender = link("a");
    for (int i = 0; i < 20; i++) {
      sender.publish(base + "/x", bytes("m" + i), SOON).get(10, SECONDS);
    }
    inbound.next(20);
    sender.close();

    LinkStats sent = sender.stats();
    assertThat(sent.published()).isEqualTo(20);
    assertThat(sent.acknowledged() + sent.refused() + sent.lost()).isEqualTo(20);
    assertThat(sent.connections()).isEqualTo(1);
    assertThat(receiver.stats().received()).isEqualTo(20);
  }

  @Test
  void badTopicsAndFiltersAreTheCallersFault() throws Exception {
    MessageLink link = link("a");
    assertThatThrownBy(() -> link.publish("a/+", bytes("x"), SOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic must be 1 to 1024 characters without + and #: a/+");
    assertThatThrownBy(() -> link.subscribe("a/#/b", new Inbound()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("filter must hold + as a whole level and # as the last one only: a/#/b");
    assertThatThrownBy(() -> link.subscribe("", new Inbound()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
