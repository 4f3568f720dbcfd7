package io.tintin.benchmarks.driver;

import io.tintin.benchmarks.result.Cell;
import java.util.List;
import java.util.Map;

/**
 * A kind of process that can be measured.
 *
 * @param name a word of the command line and of the files
 * @param feature version of the JDK that it runs on
 * @param main class that it starts
 * @param arguments words of its own after those of all peers
 * @param flags of its JVM
 * @param environment added to that of this process; {@code {threads}} in a value is their number
 * @param jars that it needs: beginnings of their names
 * @param mostThreads that it can use
 */
record Peer(
    String name,
    Cell.Task task,
    int feature,
    String main,
    List<String> arguments,
    List<String> flags,
    Map<String, String> environment,
    List<String> jars,
    int mostThreads) {
  /** In the place of the number of threads. */
  static final String THREADS = "{threads}";

  private static final int QUICK_FEATURE = 17;

  Peer {
    arguments = List.copyOf(arguments);
    flags = List.copyOf(flags);
    environment = Map.copyOf(environment);
    jars = List.copyOf(jars);
  }

  /** Whether it is a trainer or predictor of Tin-Tin, for which the others are rivals. */
  boolean isTinTin() {
    return name.startsWith("tintin-");
  }

  /** Whether its weights or answers have to have the same bits as those of others. */
  boolean hasHash() {
    return isTinTin() || task == Cell.Task.PREDICT;
  }

  /** Whether a word of the command line means it: its name, or that without {@code tintin-}. */
  boolean isNamed(String word) {
    return name.equals(word) || name.equals("tintin-" + word);
  }

  /** Whether it takes part in a quick look. */
  boolean isQuick() {
    return feature == QUICK_FEATURE && !name.endsWith("-sgd");
  }
}
