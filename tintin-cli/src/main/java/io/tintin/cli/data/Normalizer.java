package io.tintin.cli.data;

import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From the numbers of a file to int8 features with mean 0 and 32 steps per standard deviation, in
 * integers alone. A value.
 *
 * <p>A number becomes {@code v}, an integer in steps of {@code 10^-decimals}. With the mean and the
 * standard deviation of the training examples in 1/256 of such a step, its feature is {@code (256 v
 * - mean) * 32 / deviation}, rounded to nearest, ties away from zero, and clipped to ±127; 0 where
 * the deviation is 0. All pixels of an image share one column, other features have one each.
 *
 * @param shape of one example
 * @param columns one for an image, else one a feature
 */
public record Normalizer(Shape shape, List<Column> columns) {
  /** Real value of one step of a feature: there are 32 to a standard deviation. */
  public static final Scale SCALE = Scale.powerOfTwo(-5);

  private static final int IMAGE_RANK = 3;

  /**
   * How one column is normalised.
   *
   * @param decimals digits after the point of the fixed-point form, in [-18, 18]
   * @param mean in 1/256 of a fixed-point step, in ±2^37
   * @param deviation likewise, in [0, 2^38]
   */
  public record Column(int decimals, long mean, long deviation) {
    static final int MAX_DECIMALS = 18;
    static final long MAX_MEAN = 1L << 37;
    static final long MAX_DEVIATION = 1L << 38;
    private static final int STEPS = 32;

    public Column {
      check("decimals", -MAX_DECIMALS, MAX_DECIMALS, decimals);
      check("mean", -MAX_MEAN, MAX_MEAN, mean);
      check("deviation", 0, MAX_DEVIATION, deviation);
    }

    private static void check(String name, long least, long most, long value) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "column " + name + " must be in [" + least + ", " + most + "]: " + value);
      }
    }

    /** With as many decimals as both have room for. */
    static Column given(BigDecimal mean, BigDecimal deviation) {
      for (int decimals = MAX_DECIMALS; decimals >= -MAX_DECIMALS; decimals--) {
        BigInteger meanSteps = steps(mean, decimals);
        BigInteger steps = steps(deviation, decimals);
        boolean fits =
            meanSteps.abs().compareTo(BigInteger.valueOf(MAX_MEAN)) <= 0
                && steps.compareTo(BigInteger.valueOf(MAX_DEVIATION)) <= 0;
        if (fits && steps.signum() > 0) {
          return new Column(decimals, meanSteps.longValueExact(), steps.longValueExact());
        }
      }
      throw new IllegalArgumentException(
          "deviation must be above 0, and at least 2^-37 of the mean: "
              + deviation.toPlainString()
              + ", mean "
              + mean.toPlainString());
    }

    private static BigInteger steps(BigDecimal number, int decimals) {
      return number
          .scaleByPowerOfTen(decimals)
          .multiply(BigDecimal.valueOf(1L << ColumnFit.FRACTION_BITS))
          .setScale(0, RoundingMode.HALF_UP)
          .toBigInteger();
    }

    /** The feature of a number, at most {@link Numbers#LIMIT} in magnitude. */
    byte feature(long value) {
      if (deviation == 0) {
        return 0;
      }
      long scaled = ((value << ColumnFit.FRACTION_BITS) - mean) * STEPS;
      long magnitude = (2 * Math.abs(scaled) + deviation) / (2 * deviation);
      return (byte) (Long.signum(scaled) * Math.min(magnitude, 127));
    }
  }

  public Normalizer {
    columns = List.copyOf(columns);
    int expected = shape.rank() == IMAGE_RANK ? 1 : shape.size();
    if (columns.size() != expected) {
      throw new IllegalArgumentException(
          "normalizer columns must be " + expected + ": " + columns.size());
    }
  }

  /** Measures the training examples, of which there is at least one. */
  public static Normalizer fit(RawDataset training) {
    List<Column> columns = new ArrayList<>();
    if (training.shape().rank() == IMAGE_RANK) {
      columns.add(ColumnFit.of(training, 0, training.shape().size()));
    } else {
      for (int c = 0; c < training.shape().size(); c++) {
        columns.add(ColumnFit.of(training, c, c + 1));
      }
    }
    return new Normalizer(training.shape(), columns);
  }

  /**
   * One mean and one deviation for all columns, as a model that was trained elsewhere had them.
   *
   * @param mean in units of the data: of pixels, from 0 to 255
   * @param deviation likewise, above 0
   * @throws IllegalArgumentException if one is no number that a column takes
   */
  public static Normalizer given(Shape shape, String mean, String deviation) {
    Column column = Column.given(number("mean", mean), number("deviation", deviation));
    int count = shape.rank() == IMAGE_RANK ? 1 : shape.size();
    return new Normalizer(shape, Collections.nCopies(count, column));
  }

  private static BigDecimal number(String name, String text) {
    return DecimalNumbers.parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException(name + " must be a number below 10^18: " + text));
  }

  /**
   * Normalises examples.
   *
   * @throws IllegalArgumentException if they are of another shape, or too many for an array
   */
  public Dataset apply(RawDataset raw) {
    if (!raw.shape().equals(shape)) {
      throw new IllegalArgumentException("example shape must be " + shape + ": " + raw.shape());
    }
    if ((long) raw.count() * shape.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "features of all examples must be below 2^31: " + (long) raw.count() * shape.size());
    }
    byte[] features = new byte[raw.count() * shape.size()];
    int[] labels = new int[raw.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = raw.label(i);
    }
    if (raw.numbers() instanceof PixelNumbers pixels && columns.size() == 1) {
      applyTable(raw, pixels, features);
    } else {
      applyColumns(raw, features);
    }
    return new Dataset(shape, raw.classes().size(), features, labels);
  }

  private void applyTable(RawDataset raw, PixelNumbers pixels, byte[] features) {
    byte[] table = new byte[256];
    for (int pixel = 0; pixel < table.length; pixel++) {
      Column column = columns.get(0);
      table[pixel] = column.feature(DecimalNumbers.rescale(pixel, column.decimals()));
    }
    for (int i = 0, f = 0; i < raw.count(); i++) {
      for (int c = 0; c < shape.size(); c++) {
        features[f++] = table[pixels.pixel(raw.row(i), c)];
      }
    }
  }

  private void applyColumns(RawDataset raw, byte[] features) {
    for (int c = 0; c < shape.size(); c++) {
      Column column = columns.get(columns.size() == 1 ? 0 : c);
      for (int i = 0; i < raw.count(); i++) {
        long value = raw.numbers().at(raw.row(i), c, column.decimals());
        features[i * shape.size() + c] = column.feature(value);
      }
    }
  }
}
