package io.tintin.mcu;

import java.util.ArrayList;
import java.util.List;

/** Which values lie in the memory of another one: nobody may read what is written over. */
final class SharedValues {
  private final TrainingPlan plan;
  private final int count;

  /** By value: the first of those in its memory. */
  private final int[] roots;

  /** By value, the first of the values that are the same integers in the same memory. */
  private final int[] original;

  /**
   * By value, the last layer that reads it or, of an original, another name of it. The way back is
   * counted on: layer {@code n} has {@code 2 count - n}.
   */
  private final int[] lastRead;

  SharedValues(TrainingPlan plan) {
    this.plan = plan;
    this.count = plan.layers.size();
    this.roots = new int[count + 1];
    this.original = new int[count + 1];
    this.lastRead = new int[count + 1];
    for (int v = 0; v <= count; v++) {
      roots[v] = v;
      original[v] = v;
      lastRead[v] = lastRead(v);
    }
    for (int n = 0; n < count; n++) {
      share(n);
    }
  }

  private int lastRead(int value) {
    int last = value == count ? count : 0;
    for (int n = 0; n < count; n++) {
      if (plan.inputs(n).contains(value)) {
        last = Math.max(last, plan.readsInputBackwards(n) ? 2 * count - n : n);
      }
    }
    boolean isReadByItsLayer = value > 0 && plan.readsOutputBackwards(value - 1);
    return isReadByItsLayer ? Math.max(last, 2 * count - (value - 1)) : last;
  }

  private void share(int n) {
    int value = n + 1;
    int input = sharedInput(n);
    if (input == 0) {
      return;
    }
    roots[value] = roots[input];
    if (plan.layers.get(n).isIdentity()) {
      int first = original[input];
      original[value] = first;
      lastRead[first] = Math.max(lastRead[first], lastRead[value]);
    }
  }

  /**
   * The input of a layer in whose memory its output lies; 0 if it has its own. The model's input is
   * never shared, as it may be the caller's.
   */
  private int sharedInput(int n) {
    LayerCode layer = plan.layers.get(n);
    for (int value : plan.inputs(n)) {
      boolean isFree = layer.isInPlace() && lastRead[original[value]] <= n;
      if (value > 0 && (layer.isIdentity() || isFree)) {
        return value;
      }
    }
    return 0;
  }

  /** The first of the values that have the memory of this one. */
  int root(int value) {
    return roots[value];
  }

  /** All values in the memory of the first of them, in their order. */
  List<Integer> valuesOf(int root) {
    List<Integer> values = new ArrayList<>();
    for (int v = root; v <= count; v++) {
      if (roots[v] == root) {
        values.add(v);
      }
    }
    return values;
  }

  /** The last layer that reads this memory on the way forth. */
  int lastReader(int root) {
    int last = 0;
    for (int n = 0; n < count; n++) {
      for (int value : plan.inputs(n)) {
        last = roots[value] == root ? n : last;
      }
    }
    return last;
  }
}
