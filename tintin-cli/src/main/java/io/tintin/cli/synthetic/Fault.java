package io.tintin.cli.synthetic;

import java.util.List;
import java.util.stream.Stream;

/** What is wrong with a bearing. */
enum Fault {
  NONE(0, "sound"),
  OUTER_RACE(1, "outer race"),
  INNER_RACE(2, "inner race"),
  BALL(3, "ball");

  private final int label;
  private final String word;

  Fault(int label, String word) {
    this.label = label;
    this.word = word;
  }

  int label() {
    return label;
  }

  /** That of a label in [0, 3]. */
  static Fault of(int label) {
    return Stream.of(values()).filter(one -> one.label == label).findFirst().orElseThrow();
  }

  /** By label. */
  static List<String> words() {
    return Stream.of(values()).map(one -> one.word).toList();
  }
}
