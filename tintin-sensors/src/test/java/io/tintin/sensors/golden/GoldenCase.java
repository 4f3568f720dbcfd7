package io.tintin.sensors.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One line of a golden file that {@code motes.py} wrote: {@code name: input | input -> output |
 * output}.
 */
public record GoldenCase(String line, List<String> inputs, List<String> outputs) {
  /** All cases of a file in {@code src/test/resources/golden}. */
  public static List<GoldenCase> of(String file) {
    return lines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(GoldenCase::parse)
        .toList();
  }

  /** All lines of a file there. */
  public static List<String> lines(String file) {
    try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("golden file must exist: " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase parse(String line) {
    int arrow = line.indexOf(" -> ");
    String inputs = line.substring(line.indexOf(": ") + 2, arrow);
    return new GoldenCase(line, fields(inputs), fields(line.substring(arrow + 4)));
  }

  private static List<String> fields(String text) {
    return List.of(text.split(" \\| "));
  }

  public String input(int index) {
    return inputs.get(index);
  }

  public String output(int index) {
    return outputs.get(index);
  }

  public long longInput(int index) {
    return Long.parseLong(input(index));
  }

  public int intInput(int index) {
    return Integer.parseInt(input(index));
  }

  public long longOutput(int index) {
    return Long.parseLong(output(index));
  }

  /** The words of a field; none when it says so. */
  public static List<String> words(String field) {
    return field.equals("none") ? List.of() : List.of(field.split(" "));
  }

  /** The numbers of a field, parted by a text. */
  public static long[] longs(String field, String separator) {
    return field.equals("none")
        ? new long[0]
        : Arrays.stream(field.split(separator)).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public String toString() {
    return line;
  }
}
