package io.tintin.mcu;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Values that leave memory between the way forth and the way back, by the number of the first value
 * in their memory.
 *
 * @param recomputed computed again from what is there, with the same bits
 * @param paged written to flash and read again
 */
record Saving(SortedSet<Integer> recomputed, SortedSet<Integer> paged) {
  static final Saving NONE = new Saving(Collections.emptySortedSet(), Collections.emptySortedSet());

  Saving {
    recomputed = Collections.unmodifiableSortedSet(new TreeSet<>(recomputed));
    paged = Collections.unmodifiableSortedSet(new TreeSet<>(paged));
  }

  boolean has(int value) {
    return recomputed.contains(value) || paged.contains(value);
  }

  Saving alsoRecomputed(int value) {
    return new Saving(with(recomputed, value), paged);
  }

  Saving alsoPaged(int value) {
    return new Saving(recomputed, with(paged, value));
  }

  private static SortedSet<Integer> with(SortedSet<Integer> values, int value) {
    SortedSet<Integer> more = new TreeSet<>(values);
    more.add(value);
    return more;
  }
}
