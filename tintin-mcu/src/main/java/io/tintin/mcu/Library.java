package io.tintin.mcu;

import io.tintin.core.loss.CrossEntropy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The C that is the same for all models. */
final class Library {
  private static final List<String> ALWAYS =
      List.of(
          "tintin.h", "tintin_number.c", "tintin_place.c", "tintin_schedule.c", "tintin_rule.h");

  private Library() {}

  /** The files that a program needs. */
  static SortedSet<String> files(TrainingPlan plan) {
    SortedSet<String> files = new TreeSet<>(ALWAYS);
    for (LayerCode layer : plan.layers) {
      files.addAll(layer.files());
    }
    boolean isClasses = plan.config.loss() instanceof CrossEntropy;
    files.add(isClasses ? "tintin_cross_entropy.c" : "tintin_squared_error.c");
    files.add(Rules.file(plan.config.rule()));
    return files;
  }

  /** The text of a file. */
  static String text(String file) {
    return read("c/" + file);
  }

  /** The text of a file of the float32 net. */
  static String rival(String file) {
    return read("rival/" + file);
  }

  /** The text of a file of the emulated boards. */
  static String board(String file) {
    return read("boards/" + file);
  }

  private static String read(String path) {
    try (InputStream in = Library.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its file " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
