package io.tintin.mcu;

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
      List.of("tintin.h", "tintin_number.c", "tintin_place.c");

  private static final List<String> LEARNING = List.of("tintin_schedule.c", "tintin_rule.h");

  /** What keeps and sends what was learned. */
  private static final List<String> NODE =
      List.of(
          "tintin_crc.c",
          "tintin_crc.h",
          "tintin_frame.c",
          "tintin_frame.h",
          "tintin_message.c",
          "tintin_message.h",
          "tintin_node.c",
          "tintin_node.h",
          "tintin_slots.c",
          "tintin_slots.h",
          "tintin_state.c",
          "tintin_state.h");

  private Library() {}

  /** The files that a program needs. */
  static SortedSet<String> files(TrainingPlan plan) {
    SortedSet<String> files = new TreeSet<>(ALWAYS);
    for (LayerCode layer : plan.layers) {
      files.addAll(layer.files());
    }
    if (!plan.learns) {
      return files;
    }
    files.addAll(LEARNING);
    files.addAll(NODE);
    files.addAll(plan.loss.files());
    files.add(Rules.file(plan.config.rule()));
    return files;
  }

  /** The text of a file; its folder is {@code c}, {@code boards} or {@code rival}. */
  static String text(String path) {
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
