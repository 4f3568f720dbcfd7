package io.tintin.mcu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * C compiled for this machine, whose objects are kept from test to test: the library is the same in
 * most programs. An object is named by all that it is made of.
 */
final class Objects {
  private static final List<String> STRICT =
      List.of("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Werror");

  private static final Path KEPT = Path.of("target", "objects");
  private static final long SECONDS = 600;

  private Objects() {}

  /**
   * Compiles C files of a folder, with all warnings as errors, and links them.
   *
   * @param files their names
   * @param program name of the result
   */
  static void link(Path folder, String program, List<String> files, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc", "-o", program));
    command.addAll(options);
    for (String file : files) {
      command.add(object(folder, file, options).toAbsolutePath().toString());
    }
    Tool.run(command, folder, SECONDS);
  }

  private static Path object(Path folder, String file, List<String> options)
      throws IOException, InterruptedException {
    Path kept = KEPT.resolve(key(folder, file, options) + ".o");
    if (!Files.exists(kept)) {
      List<String> command = new ArrayList<>(List.of("gcc", "-c", "-o", file + ".o", file));
      command.addAll(STRICT);
      command.addAll(options);
      Tool.run(command, folder, SECONDS);
      Files.createDirectories(KEPT);
      Path part = Files.createTempFile(KEPT, "object", ".part");
      Files.copy(folder.resolve(file + ".o"), part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return kept;
  }

  /** Of options, text and headers; a file of the library sees headers of the library alone. */
  private static String key(Path folder, String file, List<String> options) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    boolean isOfLibrary = file.startsWith("tintin_");
    digest.update((options + file).getBytes(StandardCharsets.UTF_8));
    digest.update(Files.readAllBytes(folder.resolve(file)));
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> headers =
          all.filter(path -> path.toString().endsWith(".h"))
              .filter(path -> !isOfLibrary || path.getFileName().toString().startsWith("tintin"))
              .sorted()
              .toList();
      for (Path header : headers) {
        digest.update(header.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(header));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
