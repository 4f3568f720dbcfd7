package io.tintin.mcu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a step in their order, and what of the arena each tensor has for as long as it
 * lives. A moment is the number of a call.
 *
 * <p>A value that is saved has memory twice: until the way forth has read it, and from where the
 * way back needs it again. Going back changes the parameters of a layer only after the values up to
 * it were computed again, so that they have the same bits.
 *
 * <p>Source: Chen et al. 2016, arXiv:1604.06174 (values computed again); Patil et al. 2022 (POET),
 * arXiv:2207.07697 (values computed again or paged, on devices).
 */
final class StepOrder {
  enum Kind {
    /** The output of a layer; on the way back, once more. */
    FORWARD,
    LOSS,
    /** The gradients by the inputs of a layer, and the updates of its parameters. */
    BACKWARD,
    /** A value comes back from flash. */
    PAGE_IN
  }

  /** A call of a layer, or for a value. */
  record Call(Kind kind, int number) {}

  /** A gradient by a value that is added to another one. */
  record Further(int value, Arena.Block block) {}

  private final TrainingPlan plan;
  private final Saving saving;
  private final SharedValues shared;
  private final List<Arena.Block> blocks = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /** By value: its memory on the way forth; null for the input of predictions alone. */
  final Arena.@Nullable Block[] values;

  /** By value: its memory on the way back, if it is saved. */
  final Arena.@Nullable Block[] again;

  /** By value: memory of its gradient, if that is computed. */
  final Arena.@Nullable Block[] gradients;

  /** By name: gradients that are added to another one of the same value. */
  final Map<String, Further> further = new TreeMap<>();

  final long arenaBytes;

  StepOrder(TrainingPlan plan, Saving saving) {
    this.plan = plan;
    this.saving = saving;
    this.shared = new SharedValues(plan);
    int count = plan.layers.size();
    this.values = new Arena.Block[count + 1];
    this.again = new Arena.Block[count + 1];
    this.gradients = new Arena.Block[count + 1];
    forth();
    if (plan.learns) {
      back();
    }
    this.arenaBytes = Arena.place(blocks);
  }

  private void forth() {
    int count = plan.layers.size();
    if (plan.learns) {
      // Predictions in between must not touch examples that wait.
      values[0] = block(0, 0);
      values[0].use(count);
    }
    for (int n = 0; n < count; n++) {
      for (int value : plan.inputs(n)) {
        use(values[value], n);
      }
      int root = shared.root(n + 1);
      values[n + 1] = root <= n ? values[root] : block(n + 1, n);
      values[n + 1].use(n);
      calls.add(new Call(Kind.FORWARD, n));
    }
    values[count].use(count);
  }

  private void back() {
    int count = plan.layers.size();
    gradients[count] = block(count, add(Kind.LOSS, count));
    for (int n = count - 1; n >= plan.firstNode; n--) {
      if (!plan.isWanted[n + 1]) {
        continue;
      }
      SortedSet<Integer> read = readBackwards(n);
      read.forEach(this::restore);
      int moment = add(Kind.BACKWARD, n);
      read.forEach(value -> use(current(value), moment));
      placeGradients(n, moment);
    }
  }

  /** Values that the way back through a layer reads. */
  private SortedSet<Integer> readBackwards(int n) {
    SortedSet<Integer> read = new TreeSet<>();
    if (plan.readsInputBackwards(n)) {
      read.addAll(plan.inputs(n));
    }
    if (plan.readsOutputBackwards(n)) {
      read.add(n + 1);
    }
    return read;
  }

  /** Puts the calls that bring a saved value back, unless it is there. */
  private void restore(int value) {
    int root = shared.root(value);
    if (!saving.has(root) || again[root] != null) {
      return;
    }
    List<Integer> sharing = shared.valuesOf(root);
    if (saving.paged().contains(root)) {
      Arena.Block block = block(root, add(Kind.PAGE_IN, root));
      sharing.forEach(v -> again[v] = block);
      return;
    }
    for (int v : sharing) {
      for (int input : plan.inputs(v - 1)) {
        if (shared.root(input) != root) {
          restore(input);
        }
      }
    }
    Arena.Block block = block(root, calls.size());
    sharing.forEach(v -> again[v] = block);
    for (int v : sharing) {
      int moment = add(Kind.FORWARD, v - 1);
      block.use(moment);
      plan.inputs(v - 1).forEach(input -> use(current(input), moment));
    }
  }

  /** Memory of a value on the way back. */
  private Arena.@Nullable Block current(int value) {
    return again[value] == null ? values[value] : again[value];
  }

  private void placeGradients(int n, int moment) {
    LayerCode layer = plan.layers.get(n);
    Arena.Block ofOutput = gradients[n + 1];
    ofOutput.use(moment);
    boolean isTaken = false;
    for (InputGradient gradient : plan.inputGradients.get(n)) {
      int value = gradient.value();
      if (!gradient.isWanted()) {
        continue;
      }
      boolean isOnce = Collections.frequency(plan.inputs(n), value) == 1;
      boolean shares = layer.isInPlace() && !isTaken && isOnce;
      if (gradient.isFurther()) {
        gradients[value].use(moment);
        if (!layer.passesGradient()) {
          further.computeIfAbsent(
              plan.context(n).further(value),
              name -> new Further(value, layer.isInPlace() ? ofOutput : block(value, moment)));
        }
      } else {
        gradients[value] = shares ? ofOutput : block(value, moment);
        isTaken |= shares;
      }
    }
  }

  private int add(Kind kind, int number) {
    calls.add(new Call(kind, number));
    return calls.size() - 1;
  }

  private static void use(Arena.@Nullable Block block, int moment) {
    if (block != null) {
      block.use(moment);
    }
  }

  private Arena.Block block(int value, int moment) {
    long size = (long) plan.shapes.get(value).size() * plan.config.batchSize();
    Arena.Block block = new Arena.Block(size, moment, moment);
    blocks.add(block);
    return block;
  }

  /** What follows the loss. */
  List<Call> callsBack() {
    return calls.subList(plan.layers.size() + 1, calls.size());
  }

  /**
   * The first values of memory that could be free for a while: the way back needs them. That of the
   * examples, 0, can be paged alone.
   */
  SortedSet<Integer> saveable() {
    SortedSet<Integer> saveable = new TreeSet<>();
    for (int v = 0; v < values.length; v++) {
      Arena.Block block = values[v];
      if (shared.root(v) == v && block != null && block.to > plan.layers.size()) {
        saveable.add(v);
      }
    }
    return saveable;
  }

  /** Layers whose outputs are computed again, in that order. */
  List<Integer> computedAgain() {
    return numbers(Kind.FORWARD);
  }

  /** Values that come back from flash, in that order. */
  List<Integer> paged() {
    return numbers(Kind.PAGE_IN);
  }

  private List<Integer> numbers(Kind kind) {
    return calls.subList(plan.layers.size(), calls.size()).stream()
        .filter(call -> call.kind() == kind)
        .map(Call::number)
        .toList();
  }

  /** All of it, in words and numbers. */
  StepPlan describe(List<String> choices) {
    List<String> words = new ArrayList<>();
    for (int moment = 0; moment < calls.size(); moment++) {
      words.add(describe(calls.get(moment), moment >= plan.layers.size()));
    }
    Map<Arena.Block, String> names = new HashMap<>();
    for (int v = 0; v < values.length; v++) {
      name(names, values[v], "value", v);
      name(names, again[v], "again", v);
      name(names, gradients[v], "gradient", v);
    }
    further.forEach((name, term) -> names.putIfAbsent(term.block, "gradient " + term.value + "'"));
    List<StepPlan.Tensor> tensors = new ArrayList<>();
    for (Arena.Block block : blocks) {
      tensors.add(
          new StepPlan.Tensor(
              names.getOrDefault(block, ""), block.size, block.offset, block.from, block.to));
    }
    tensors.sort(Comparator.comparingInt(StepPlan.Tensor::from));
    return new StepPlan(words, tensors, pageBytes(), choices);
  }

  private String describe(Call call, boolean isBack) {
    return switch (call.kind()) {
      case FORWARD ->
          CText.of(
              "layer %d%s: %s",
              call.number(), isBack ? " again" : "", plan.layers.get(call.number()).title());
      case LOSS -> "loss";
      case BACKWARD -> CText.of("back through layer %d, updates", call.number());
      case PAGE_IN -> CText.of("value %d comes back from flash", call.number());
    };
  }

  private static void name(
      Map<Arena.Block, String> names, Arena.@Nullable Block block, String kind, int value) {
    if (block != null) {
      names.merge(block, kind + " " + value, (before, more) -> before + ", " + value);
    }
  }

  /** Values that have the memory of the first of them. */
  List<Integer> sharing(int root) {
    return shared.valuesOf(root);
  }

  /** Values that are paged, and that no layer after this one reads on the way forth. */
  List<Integer> pagedAfter(int layer) {
    return paged().stream().filter(root -> shared.lastReader(root) == layer).toList();
  }

  /** Where in flash a paged value begins. */
  long pageOffset(int root) {
    return pageBytes(paged().stream().filter(value -> value < root).toList());
  }

  /** Bytes of the flash that values are paged to. */
  long pageBytes() {
    return pageBytes(paged());
  }

  private long pageBytes(List<Integer> roots) {
    long bytes = 0;
    for (int root : roots) {
      bytes += (long) plan.shapes.get(root).size() * plan.config.batchSize();
    }
    return bytes;
  }
}
