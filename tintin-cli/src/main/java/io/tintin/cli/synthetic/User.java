package io.tintin.cli.synthetic;

import java.util.List;
import java.util.stream.Stream;

/** Who uses a channel. */
enum User {
  NONE(0, "free"),
  BPSK(1, "BPSK"),
  QPSK(2, "QPSK"),
  OFDM(3, "OFDM");

  private final int label;
  private final String word;

  User(int label, String word) {
    this.label = label;
    this.word = word;
  }

  int label() {
    return label;
  }

  /** That of a label in [0, 3]. */
  static User of(int label) {
    return Stream.of(values()).filter(one -> one.label == label).findFirst().orElseThrow();
  }

  /** By label. */
  static List<String> words() {
    return Stream.of(values()).map(one -> one.word).toList();
  }
}
