package io.tintin.cli.data;

import io.tintin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled examples as files hold them: numbers, not yet int8 features. Immutable.
 *
 * <p>A part of one shares its numbers.
 */
public final class RawDataset {
  private final Shape shape;
  private final Numbers numbers;
  private final int[] labels;
  private final List<String> classes;
  private final int[] rows;

  private RawDataset(Shape shape, Numbers numbers, int[] labels, List<String> classes, int[] rows) {
    this.shape = shape;
    this.numbers = numbers;
    this.labels = labels;
    this.classes = List.copyOf(classes);
    this.rows = rows;
  }

  /** All rows, each with its label; takes the array over. */
  static RawDataset of(Shape shape, Numbers numbers, int[] labels, List<String> classes) {
    int[] rows = IntStream.range(0, labels.length).toArray();
    return new RawDataset(shape, numbers, labels, classes, rows);
  }

  /** These examples with another list of classes, of which theirs are a beginning. */
  RawDataset withClasses(List<String> newClasses) {
    return new RawDataset(shape, numbers, labels, newClasses, rows);
  }

  /** The examples at these indices, in this order. */
  public RawDataset select(int[] indices) {
    int[] selected = Arrays.stream(indices).map(index -> rows[index]).toArray();
    return new RawDataset(shape, numbers, labels, classes, selected);
  }

  /** Number of examples. */
  public int count() {
    return rows.length;
  }

  /** Shape of one example; of an image {@code [height, width, channels]}. */
  public Shape shape() {
    return shape;
  }

  /** What the labels mean, label 0 first. */
  public List<String> classes() {
    return classes;
  }

  /** The label of an example, an index in {@link #classes}. */
  public int label(int example) {
    return labels[rows[example]];
  }

  Numbers numbers() {
    return numbers;
  }

  int row(int example) {
    return rows[example];
  }

  /** Adds shape, classes, labels and numbers to a hash. */
  public void digest(MessageDigest digest) {
    digest.update((shape + " " + count() + " " + classes + "\n").getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < count(); i++) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, label(i)));
      numbers.digest(rows[i], digest);
    }
  }
}
