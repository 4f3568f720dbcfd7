package io.tintin.mcu;

import io.tintin.core.plan.ModelSummary;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainable;
import io.tintin.core.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Fits the trainer of a checkpoint into so many bytes of RAM. What changes no bit comes first:
 * values are computed again, with as few multiplications as possible, or paged to flash, as few
 * bytes as possible; then the first layers are no longer trained, as few as possible.
 *
 * <p>Source: Patil et al. 2022 (POET), arXiv:2207.07697, for the choice between both; here all
 * choices are tried for few values, and for many the one that helps most is taken again and again.
 */
final class Budget {
  /** For so many values all choices are tried. */
  private static final int MOST_TRIED = 7;

  /** A plan that fits, in words of what was chosen. */
  record Fit(TrainingPlan plan, List<String> choices) {}

  private record Choice(TrainingPlan plan, Saving saving, long multiplications) {
    static final Comparator<Choice> CHEAPEST =
        Comparator.<Choice>comparingLong(choice -> choice.plan.order.pageBytes())
            .thenComparingLong(choice -> choice.multiplications)
            .thenComparingLong(choice -> choice.plan.order.arenaBytes);

    long bytes() {
      return plan.memory().total() + MemoryPlan.STACK_ROOM;
    }
  }

  private final Checkpoint checkpoint;
  private final List<ModelSummary.Row> rows;

  private Budget(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.rows = ModelSummary.of(checkpoint.model().spec()).rows();
  }

  /**
   * The plan that fits and costs least.
   *
   * @param bytes of RAM, {@link MemoryPlan#STACK_ROOM} included
   * @throws IllegalArgumentException if none fits, saying by how much, or the C has no form of a
   *     part of the model
   */
  static Fit fit(Checkpoint checkpoint, long bytes) {
    long least = Long.MAX_VALUE;
    for (Checkpoint candidate : candidates(checkpoint)) {
      List<Choice> choices = new Budget(candidate).choices(bytes);
      List<Choice> fitting = choices.stream().filter(choice -> choice.bytes() <= bytes).toList();
      if (!fitting.isEmpty()) {
        Choice best = Collections.min(fitting, Choice.CHEAPEST);
        return new Fit(best.plan, words(best, candidate != checkpoint));
      }
      for (Choice choice : choices) {
        least = Math.min(least, choice.bytes());
      }
    }
    throw new IllegalArgumentException(
        CText.of(
            "budget must be at least %d bytes, %d of them for the stack: %d",
            least, MemoryPlan.STACK_ROOM, bytes));
  }

  /** The trainer as it is, then with fewer and fewer of its last layers trained. */
  private static List<Checkpoint> candidates(Checkpoint checkpoint) {
    List<Checkpoint> candidates = new ArrayList<>(List.of(checkpoint));
    if (checkpoint.config().trainable().equals(Trainable.ALL)) {
      long layers =
          ModelSummary.of(checkpoint.model().spec()).rows().stream()
              .filter(row -> !row.parameters().isEmpty())
              .count();
      for (int last = Math.toIntExact(layers) - 1; last >= 1; last--) {
        candidates.add(
            new Trainer(
                    checkpoint.model(),
                    checkpoint.config().withTrainable(Trainable.lastLayers(last)))
                .checkpoint());
      }
    }
    return candidates;
  }

  private List<Choice> choices(long bytes) {
    Choice plain = choice(Saving.NONE);
    List<Integer> values = List.copyOf(plain.plan.order.saveable());
    if (plain.bytes() <= bytes) {
      return List.of(plain);
    }
    return values.size() <= MOST_TRIED ? all(values) : greedy(plain, values, bytes);
  }

  private List<Choice> all(List<Integer> values) {
    List<Choice> choices = new ArrayList<>();
    int count = 1;
    for (int i = 0; i < values.size(); i++) {
      count *= 3;
    }
    for (int code = 0; code < count; code++) {
      SortedSet<Integer> recomputed = new TreeSet<>();
      SortedSet<Integer> paged = new TreeSet<>();
      int rest = code;
      for (int value : values) {
        if (rest % 3 == 1) {
          recomputed.add(value);
        } else if (rest % 3 == 2) {
          paged.add(value);
        }
        rest /= 3;
      }
      if (!recomputed.contains(0)) {
        choices.add(choice(new Saving(recomputed, paged)));
      }
    }
    return choices;
  }

  /** Adds the saving after which least is needed, until it fits or none helps. */
  private List<Choice> greedy(Choice plain, List<Integer> values, long bytes) {
    List<Choice> taken = new ArrayList<>(List.of(plain));
    while (true) {
      Choice last = taken.get(taken.size() - 1);
      if (last.bytes() <= bytes) {
        return taken;
      }
      List<Choice> next = new ArrayList<>();
      for (int value : values) {
        if (last.saving.has(value)) {
          continue;
        }
        if (value > 0) {
          next.add(choice(last.saving.alsoRecomputed(value)));
        }
        next.add(choice(last.saving.alsoPaged(value)));
      }
      if (next.isEmpty()) {
        return taken;
      }
      taken.add(
          Collections.min(
              next, Comparator.comparingLong(Choice::bytes).thenComparing(Choice.CHEAPEST)));
    }
  }

  private Choice choice(Saving saving) {
    TrainingPlan plan = new TrainingPlan(checkpoint, saving);
    long multiplications = 0;
    for (int layer : plan.order.computedAgain()) {
      multiplications += rows.get(layer).multiplications() * checkpoint.config().batchSize();
    }
    return new Choice(plan, saving, multiplications);
  }

  private static List<String> words(Choice choice, boolean isPartial) {
    List<String> words = new ArrayList<>();
    if (isPartial) {
      words.add(
          "not trained: the layers before layer "
              + choice.plan.firstNode
              + "; training begins anew from these weights");
    }
    List<Integer> again = choice.plan.order.computedAgain();
    if (!again.isEmpty()) {
      words.add(
          CText.of(
              "computed again in each step, to the same bits: the outputs of layers %s, %,d"
                  + " multiplications more",
              again, choice.multiplications));
    }
    if (choice.plan.order.pageBytes() > 0) {
      words.add(
          CText.of(
              "paged to flash in each step, to the same bits: values %s, %,d bytes; flash wears,"
                  + " other memory does not",
              choice.plan.order.paged(), choice.plan.order.pageBytes()));
    }
    return words;
  }
}
