package io.tintin.cli.data;

import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Labelled examples with int8 features, none -128, row-major. Immutable. */
public final class Dataset {
  private final Shape shape;
  private final int classCount;
  private final byte[] features;
  private final int[] labels;

  /** Takes the arrays over; the normaliser has checked them. */
  Dataset(Shape shape, int classCount, byte[] features, int[] labels) {
    this.shape = shape;
    this.classCount = classCount;
    this.features = features;
    this.labels = labels;
  }

  /** Number of examples. */
  public int count() {
    return labels.length;
  }

  /** Shape of one example; of an image {@code [height, width, channels]}. */
  public Shape shape() {
    return shape;
  }

  public int classCount() {
    return classCount;
  }

  /** The label of an example, in [0, classCount). */
  public int label(int example) {
    return labels[example];
  }

  /** Copies the features of an example into an array of their number. */
  public void copyFeatures(int example, byte[] destination) {
    System.arraycopy(features, example * shape.size(), destination, 0, shape.size());
  }

  /** Copies of the features of so many examples from one on. */
  public List<byte[]> examples(int from, int count) {
    List<byte[]> examples = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      byte[] copy = new byte[shape.size()];
      copyFeatures(i, copy);
      examples.add(copy);
    }
    return examples;
  }
}
