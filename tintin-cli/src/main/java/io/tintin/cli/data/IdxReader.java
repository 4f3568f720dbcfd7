package io.tintin.cli.data;

import io.tintin.core.tensor.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipException;

/**
 * IDX files of unsigned bytes, plain or gzipped: two zero bytes, the type 8, the rank, the extents
 * as big-endian int32 with the number of examples first, then the values.
 *
 * <p>Memory is taken only for bytes that are there, whatever the header says.
 *
 * <p>Source: LeCun, Cortes and Burges 1998, "The MNIST database of handwritten digits".
 */
final class IdxReader {
  /** Most values of a file. */
  static final int MAX_VALUES = 1 << 30;

  private static final int UNSIGNED_BYTES = 0x08;

  private static final class Content {
    final int[] extents;
    final byte[] values;

    Content(int[] extents, byte[] values) {
      this.extents = extents;
      this.values = values;
    }
  }

  private IdxReader() {}

  /**
   * Images {@code [count, height, width]}, images with channels {@code [count, height, width,
   * channels]}, or flat features {@code [count, features]}, with their labels.
   *
   * @throws MalformedDataException naming file, field, rule and value
   */
  static RawDataset read(Path features, Path labels) throws IOException, MalformedDataException {
    Content pixels = read(features, 2, 4);
    Content classes = read(labels, 1, 1);
    int count = pixels.extents[0];
    if (classes.extents[0] != count) {
      throw MalformedDataException.of(
          name(labels), "label count", count + ", as in " + name(features), classes.extents[0]);
    }
    Shape shape = shape(features, pixels.extents);
    int[] targets = new int[count];
    for (int i = 0; i < count; i++) {
      targets[i] = classes.values[i] & 0xFF;
    }
    return RawDataset.of(
        shape, new PixelNumbers(pixels.values, shape.size()), targets, classNames(targets));
  }

  private static List<String> classNames(int[] labels) {
    int largest = Arrays.stream(labels).max().orElse(0);
    return IntStream.rangeClosed(0, Math.max(largest, 1)).mapToObj(Integer::toString).toList();
  }

  private static Shape shape(Path file, int[] extents) throws MalformedDataException {
    int[] example = Arrays.copyOfRange(extents, 1, extents.length);
    if (example.length == 2) {
      example = new int[] {example[0], example[1], 1};
    }
    try {
      return Shape.of(example);
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException(name(file) + ": " + e.getMessage(), e);
    }
  }

  private static Content read(Path file, int leastRank, int mostRank)
      throws IOException, MalformedDataException {
    try (InputStream in = Inputs.open(file)) {
      return read(name(file), new DataInputStream(in), leastRank, mostRank);
    } catch (EOFException e) {
      throw new MalformedDataException(name(file) + ": file must be whole: it ends too early", e);
    } catch (ZipException e) {
      throw new MalformedDataException(name(file) + ": gzip must be sound: " + e.getMessage(), e);
    }
  }

  private static Content read(String where, DataInputStream in, int leastRank, int mostRank)
      throws IOException, MalformedDataException {
    int magic = in.readInt();
    int rank = magic & 0xFF;
    if (magic >>> 8 != UNSIGNED_BYTES || rank < leastRank || rank > mostRank) {
      String last = leastRank == mostRank ? "0" + leastRank : "0" + leastRank + " to 0" + mostRank;
      throw MalformedDataException.of(
          where, "magic", "0x000008" + last, "0x" + HexFormat.of().toHexDigits(magic));
    }
    int[] extents = new int[rank];
    long values = 1;
    for (int i = 0; i < rank; i++) {
      extents[i] = in.readInt();
      if (extents[i] < 1) {
        throw MalformedDataException.of(where, "extent " + i, "at least 1", extents[i]);
      }
      values *= extents[i];
      if (values > MAX_VALUES) {
        throw MalformedDataException.of(
            where, "number of values", "at most " + MAX_VALUES, Arrays.toString(extents));
      }
    }
    byte[] content = in.readNBytes((int) values);
    if (content.length != values) {
      throw MalformedDataException.of(where, "number of values", values, content.length);
    }
    if (in.read() >= 0) {
      throw MalformedDataException.of(where, "number of values", values, "more");
    }
    return new Content(extents, content);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
