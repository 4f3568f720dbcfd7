package io.tintin.core.golden;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One line of a golden file that {@code reference.py} wrote: {@code name: input | input -> output |
 * output}.
 */
public record GoldenCase(String name, List<Field> inputs, List<Field> outputs) {
  /** All cases of this name in a file of {@code src/test/resources/golden}. */
  public static List<GoldenCase> of(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(GoldenCase::parse)
        .toList();
  }

  private static String read(String file) {
    try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("golden file must exist: " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase parse(String line) {
    int colon = line.indexOf(": ");
    int arrow = line.indexOf(" -> ");
    return new GoldenCase(
        line.substring(0, colon),
        fields(line.substring(colon + 2, arrow)),
        fields(line.substring(arrow + 4)));
  }

  private static List<Field> fields(String text) {
    return Arrays.stream(text.split(" \\| ")).map(Field::new).toList();
  }

  public Field input(int index) {
    return inputs.get(index);
  }

  public Field output(int index) {
    return outputs.get(index);
  }

  @Override
  public String toString() {
    return name + ": " + inputs;
  }

  /** A list of integers or words, parted by blanks. */
  public record Field(String text) {
    public String[] words() {
      return text.split(" ");
    }

    public int[] ints() {
      return Arrays.stream(words()).mapToLong(Long::parseLong).mapToInt(v -> (int) v).toArray();
    }

    public int integer() {
      return ints()[0];
    }

    public long longInteger() {
      return Long.parseLong(text);
    }

    public long key() {
      return Long.parseUnsignedLong(text, 16);
    }

    public byte[] bytes() {
      int[] ints = ints();
      byte[] bytes = new byte[ints.length];
      for (int i = 0; i < ints.length; i++) {
        bytes[i] = (byte) ints[i];
      }
      return bytes;
    }

    public Scale scale() {
      int[] exponents = ints();
      return Scale.of(exponents[0], exponents[1], exponents[2]);
    }

    /** These values in the scale of the field that follows. */
    public Int8Buffer buffer(Field scaleField) {
      byte[] values = bytes();
      Int8Buffer buffer = new Int8Buffer(values.length);
      buffer.set(Int8Tensor.of(Shape.of(values.length), scaleField.scale(), values));
      return buffer;
    }

    /** These int32 values in the scale of the field that follows. */
    public Int32Buffer buffer32(Field scaleField) {
      int[] values = ints();
      int[] exponents = scaleField.ints();
      Int32Buffer buffer = new Int32Buffer(values.length);
      System.arraycopy(values, 0, buffer.values, 0, values.length);
      buffer.setScale(exponents[0], exponents[1], exponents[2]);
      return buffer;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The exponents of a buffer's scale, in the order of a golden file. */
  public static int[] exponents(Int8Buffer buffer) {
    return new int[] {buffer.shift, buffer.up, buffer.down};
  }

  /** The exponents of a buffer's scale, in the order of a golden file. */
  public static int[] exponents(Int32Buffer buffer) {
    return new int[] {buffer.shift, buffer.up, buffer.down};
  }
}
