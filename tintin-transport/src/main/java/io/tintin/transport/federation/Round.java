package io.tintin.transport.federation;

import com.google.common.collect.ImmutableSortedSet;
import io.tintin.core.aggregate.Aggregation;
import io.tintin.core.aggregate.MalformedUpdateException;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One open round: who takes part, who has answered, whether it may close. Knows neither links nor
 * threads, nor what time it is.
 */
final class Round {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ssX", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final int number;
  private final Model base;
  private final ImmutableSortedSet<String> participants;
  private final int quorum;
  private final Instant openedAt;
  private final Aggregation aggregation;
  private final TreeSet<String> contributors = new TreeSet<>();
  private long exampleCount;
  private int extensions;

  Round(
      int number,
      Model base,
      Set<String> participants,
      int quorum,
      Instant openedAt,
      Aggregation aggregation) {
    if (participants.isEmpty()) {
      throw new IllegalArgumentException("round " + number + " must have participants: none");
    }
    this.number = number;
    this.base = base;
    this.participants = ImmutableSortedSet.copyOf(participants);
    this.quorum = Math.min(quorum, participants.size());
    this.openedAt = openedAt;
    this.aggregation = aggregation;
  }

  int number() {
    return number;
  }

  Model base() {
    return base;
  }

  Set<String> participants() {
    return participants;
  }

  int updates() {
    return contributors.size();
  }

  boolean waitsFor(String gateway) {
    return participants.contains(gateway) && !contributors.contains(gateway);
  }

  /** Adds the update of a gateway the round waits for; a refused one changes nothing. */
  void add(String gateway, ModelUpdate update) throws MalformedUpdateException {
    aggregation.add(update);
    contributors.add(gateway);
    exampleCount += update.exampleCount();
  }

  boolean isComplete() {
    return contributors.size() == participants.size();
  }

  boolean hasQuorum() {
    return contributors.size() >= quorum;
  }

  /** Whether an arrival may close it: all are in, or it is past its deadline and has its quorum. */
  boolean isDone() {
    return isComplete() || (extensions > 0 && hasQuorum());
  }

  /** Its deadline passed below the quorum. */
  void extend() {
    extensions++;
  }

  /** For people: {@code waiting, 3 of 5 since 12:01:30Z}. */
  String status() {
    return "waiting, "
        + contributors.size()
        + " of "
        + participants.size()
        + " since "
        + TIME.format(openedAt);
  }

  Model result() {
    return aggregation.result();
  }

  RoundReport report(Model model, Instant now) {
    return new RoundReport(
        number,
        participants.size(),
        ImmutableSortedSet.copyOfSorted(contributors),
        exampleCount,
        extensions,
        Duration.between(openedAt, now),
        model.id());
  }
}
