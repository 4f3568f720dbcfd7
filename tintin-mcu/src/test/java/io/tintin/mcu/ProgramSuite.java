package io.tintin.mcu;

import io.tintin.core.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Many programs, compiled into few: those of one configuration share the library. Each makes the
 * steps of its self-test.
 */
final class ProgramSuite {
  private static final List<String> OPTIONS =
      List.of("-O0", "-fsanitize=undefined,address", "-fno-sanitize-recover=all", "-DNO_MAIN");

  private static final long SECONDS = 600;

  private final Path folder;
  private final int steps;

  /** By the text of their configuration. */
  private final Map<String, List<CProgram>> programs = new TreeMap<>();

  private int count;

  ProgramSuite(Path folder, int steps) {
    this.folder = folder;
    this.steps = steps;
  }

  /** Adds the program of a checkpoint and returns its name. */
  String add(Checkpoint checkpoint) {
    String name = "p" + count++;
    CProgram program = CExporter.export(checkpoint, name);
    programs
        .computeIfAbsent(program.files().get("tintin_config.h"), config -> new ArrayList<>())
        .add(program);
    return name;
  }

  /** Runs all of them, with all checks of the compiler; returns the names of those that differ. */
  List<String> differing() throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    int number = 0;
    for (List<CProgram> group : programs.values()) {
      all.addAll(differing(group, Files.createDirectories(folder.resolve("group" + number++))));
    }
    return all;
  }

  private List<String> differing(List<CProgram> group, Path at)
      throws IOException, InterruptedException {
    Map<String, String> files = new TreeMap<>();
    for (CProgram program : group) {
      program.files().forEach((file, text) -> files.put(nameOf(program, file), text));
    }
    files.put("suite.c", suite(group));
    List<String> sources = new ArrayList<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(at.resolve(file.getKey()), file.getValue());
      if (file.getKey().endsWith(".c")) {
        sources.add(file.getKey());
      }
    }
    Objects.link(at, "suite", sources, OPTIONS);
    return Tool.run(List.of("./suite"), at, SECONDS).lines().toList();
  }

  private static String nameOf(CProgram program, String file) {
    return file.equals("selftest.c") ? program.name() + "_selftest.c" : file;
  }

  private String suite(List<CProgram> group) {
    StringBuilder text = new StringBuilder("#include <stdint.h>\n#include <stdio.h>\n");
    StringBuilder calls = new StringBuilder();
    for (CProgram program : group) {
      text.append(
          CText.of(
              "uint64_t %1$sSelfTestStep(uint32_t step);\nuint32_t %1$sSelfTestHash(void);\n",
              program.name()));
      calls.append(
          CText.of(
              """
                for (uint32_t step = 0; step < %2$d; step++) {
                  %1$sSelfTestStep(step);
                }
                if (%1$sSelfTestHash() != 0x%3$08XU) {
                  puts("%1$s");
                }
              """,
              program.name(), steps, program.expectedHash(steps)));
    }
    return text + "int main(void) {\n" + calls + "  return 0;\n}\n";
  }
}
