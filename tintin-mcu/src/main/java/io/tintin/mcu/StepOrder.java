package io.tintin.mcu;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a step in their order, and what of the arena each tensor has for as long as it
 * lives.
 *
 * <p>A value that is saved has memory twice: until the way forth has read it, and from where the
 * way back needs it again. Going back changes the parameters of a layer only after the values
 * before it were computed again, so that they have the same bits.
 *
 * <p>Source: Chen et al. 2016, arXiv:1604.06174 (values computed again); Patil et al. 2022 (POET),
 * arXiv:2207.07697 (values computed again or paged, on devices).
 */
final class StepOrder {
  enum Kind {
    /** The output of a layer; on the way back, once more. */
    FORWARD,
    LOSS,
    /** The gradient by the input of a layer. */
    BACKWARD,
    /** The update of a layer's parameters. */
    LEARN,
    /** A value comes back from flash. */
    PAGE_IN
  }

  /** A call of a layer, or for a value. */
  record Call(Kind kind, int number) {}

  private final TrainingPlan plan;
  private final Saving saving;
  private final int[] roots;
  private final List<Arena.Block> blocks = new ArrayList<>();

  /** From the first layer on. */
  final List<Call> calls = new ArrayList<>();

  /** By value: its memory on the way forth; null for the input of predictions alone. */
  final Arena.@Nullable Block[] values;

  /** By value: its memory on the way back, if it is saved. */
  final Arena.@Nullable Block[] again;

  /** By value: memory of its gradient, if that is computed. */
  final Arena.@Nullable Block[] gradients;

  final long arenaBytes;

  StepOrder(TrainingPlan plan, Saving saving) {
    this.plan = plan;
    this.saving = saving;
    int count = plan.layers.size();
    this.values = new Arena.Block[count + 1];
    this.again = new Arena.Block[count + 1];
    this.gradients = new Arena.Block[count + 1];
    this.roots = new int[count + 1];
    forth();
    if (plan.learns) {
      back();
    }
    this.arenaBytes = Arena.place(blocks);
  }

  /**
   * The first values of memory that could be free for a while: the way back needs them. That of the
   * examples, 0, can be paged alone.
   */
  SortedSet<Integer> saveable() {
    SortedSet<Integer> saveable = new TreeSet<>();
    int loss = plan.layers.size();
    for (int v = 0; v < values.length; v++) {
      Arena.Block block = values[v];
      if (roots[v] == v && block != null && block.to > loss) {
        saveable.add(v);
      }
    }
    return saveable;
  }

  /** The first of the values that have the memory of this one. */
  int root(int value) {
    return roots[value];
  }

  private void forth() {
    int count = plan.layers.size();
    if (plan.learns) {
      // Predictions in between must not touch examples that wait.
      values[0] = block(0, 0);
      values[0].use(count);
    }
    for (int n = 0; n < count; n++) {
      use(values[n], add(Kind.FORWARD, n));
      roots[n + 1] = plan.sharesInput(n) ? roots[n] : n + 1;
      values[n + 1] = plan.sharesInput(n) ? values[n] : block(n + 1, n);
      values[n + 1].use(n + 1);
    }
  }

  private void back() {
    int count = plan.layers.size();
    int loss = add(Kind.LOSS, count);
    gradients[count] = block(count, loss);
    for (int n = count - 1; n >= plan.firstNode; n--) {
      LayerCode layer = plan.layers.get(n);
      if (plan.wantsGradient(n)) {
        if (layer.backwardReadsInput()) {
          restore(n);
        }
        if (layer.backwardReadsOutput()) {
          restore(n + 1);
        }
        int moment = add(Kind.BACKWARD, n);
        if (layer.backwardReadsInput()) {
          use(current(n), moment);
        }
        if (layer.backwardReadsOutput()) {
          use(current(n + 1), moment);
        }
        use(gradients[n + 1], moment);
        gradients[n] = layer.isInPlace() ? gradients[n + 1] : block(n, moment);
      }
      if (plan.isLayerTrained(n)) {
        boolean readsInput = plan.readsInputToLearn(n);
        if (readsInput) {
          restore(n);
        }
        int moment = add(Kind.LEARN, n);
        if (readsInput) {
          use(current(n), moment);
        }
        use(gradients[n + 1], moment);
      }
    }
  }

  /** Puts the calls that bring a saved value back, unless it is there. */
  private void restore(int value) {
    int root = roots[value];
    if (!saving.has(root) || again[root] != null) {
      return;
    }
    if (saving.paged().contains(root)) {
      setAgain(root, block(root, add(Kind.PAGE_IN, root)));
      return;
    }
    restore(root - 1);
    int first = calls.size();
    setAgain(root, block(root, first));
    for (int v = root; v < roots.length && roots[v] == root; v++) {
      use(again[v], add(Kind.FORWARD, v - 1));
    }
    use(current(root - 1), first);
  }

  private void setAgain(int root, Arena.Block block) {
    for (int v = root; v < roots.length && roots[v] == root; v++) {
      again[v] = block;
    }
  }

  /** Memory of a value on the way back. */
  private Arena.@Nullable Block current(int value) {
    return again[value] == null ? values[value] : again[value];
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

  /** Layers whose outputs are computed again, in that order. */
  List<Integer> computedAgain() {
    List<Integer> layers = new ArrayList<>();
    for (Call call : calls.subList(plan.layers.size(), calls.size())) {
      if (call.kind() == Kind.FORWARD) {
        layers.add(call.number());
      }
    }
    return layers;
  }

  /** Values that come back from flash, in that order. */
  List<Integer> pagedValues() {
    List<Integer> paged = new ArrayList<>();
    for (Call call : calls) {
      if (call.kind() == Kind.PAGE_IN) {
        paged.add(call.number());
      }
    }
    return paged;
  }

  boolean isPaged(int root) {
    return again[root] != null && saving.paged().contains(root);
  }

  /** Where in flash a paged value begins. */
  long pageOffset(int root) {
    return pageBytesBelow(root);
  }

  /** Bytes of the flash that values are paged to. */
  long pageBytes() {
    return pageBytesBelow(roots.length);
  }

  private long pageBytesBelow(int end) {
    long bytes = 0;
    for (int root = 0; root < end; root++) {
      if (roots[root] == root && isPaged(root)) {
        bytes += (long) plan.shapes.get(root).size() * plan.config.batchSize();
      }
    }
    return bytes;
  }
}
