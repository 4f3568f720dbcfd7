package io.tintin.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.data.Normalizer.Column;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static RawDataset table(int columns, String... numbers) {
    DecimalNumbers.Builder builder = new DecimalNumbers.Builder();
    for (String number : numbers) {
      builder.add(DecimalNumbers.parse(number).orElseThrow());
    }
    int[] labels = new int[numbers.length / columns];
    return RawDataset.of(Shape.of(columns), builder.build(columns), labels, List.of("a", "b"));
  }

  private static byte[] features(Dataset data, int example) {
    byte[] features = new byte[data.shape().size()];
    data.copyFeatures(example, features);
    return features;
  }

  @Test
  void eachColumnHasMeanZeroAnd32StepsPerDeviation() {
    RawDataset data =
        table(
            2, //
            "0.1", "1000", // deviation of the first column is 0.1, of the second 2000
            "0.3", "5000", "0.1", "1000", "0.3", "5000");
    Normalizer normalizer = Normalizer.fit(data);
    assertThat(normalizer.columns())
        .containsExactly(
            new Column(1, 2 * 256, 256), // 2 and 1 tenths
            new Column(-3, 3 * 256, 2 * 256)); // 3 and 2 thousands
    Dataset normalized = normalizer.apply(data);
    assertThat(features(normalized, 0)).containsExactly(-32, -32);
    assertThat(features(normalized, 1)).containsExactly(32, 32);
  }

  @Test
  void otherNumbersAreMeasuredByTheTrainingExamples() {
    Normalizer normalizer = Normalizer.fit(table(1, "1", "3"));
    Dataset other = normalizer.apply(table(1, "2", "2.02", "5", "-100", "1e17"));
    assertThat(features(other, 0)).containsExactly(0);
    assertThat(features(other, 1)).containsExactly(0); // a step of the column is 1
    assertThat(features(other, 2)).containsExactly(96);
    assertThat(features(other, 3)).containsExactly(-127);
    assertThat(features(other, 4)).containsExactly(127);
  }

  @Test
  void givenMeanAndDeviationHoldForAllColumns() {
    Normalizer normalizer = Normalizer.given(Shape.of(2), "33.318", "78.5");
    Dataset data = normalizer.apply(table(2, "111.818", "33.318", "-5.932", "1e17"));
    assertThat(features(data, 0)).containsExactly(32, 0);
    assertThat(features(data, 1)).containsExactly(-16, 127);
    assertThat(Normalizer.given(Shape.of(4, 4, 1), "0", "255").columns())
        .containsExactly(new Column(6, 0, 256 * 255_000_000L));
  }

  @Test
  void givenMeanAndDeviationKeepTheirPrecision() {
    Normalizer small = Normalizer.given(Shape.of(1), "1e-6", "2e-6");
    assertThat(features(small.apply(table(1, "3e-6")), 0)).containsExactly(32);
    Normalizer large = Normalizer.given(Shape.of(1), "-1e15", "1e14");
    assertThat(features(large.apply(table(1, "-9e14")), 0)).containsExactly(32);
    assertThatThrownBy(() -> Normalizer.given(Shape.of(1), "1", "-2"))
        .hasMessage("deviation must be above 0, and at least 2^-37 of the mean: -2, mean 1");
  }

  @Test
  void constantColumnIsZero() {
    RawDataset data = table(1, "7", "7");
    assertThat(features(Normalizer.fit(data).apply(data), 1)).containsExactly(0);
    assertThat(features(Normalizer.fit(data).apply(table(1, "8")), 0)).containsExactly(0);
  }

  @Test
  void largestNumbersDoNotOverflow() {
    RawDataset data = table(1, "999999999999999999", "-999999999999999999", "0.000000000000000001");
    Dataset normalized = Normalizer.fit(data).apply(data);
    assertThat(features(normalized, 0)).containsExactly(39); // 32 * sqrt(3 / 2)
    assertThat(features(normalized, 1)).containsExactly(-39);
    assertThat(features(normalized, 2)).containsExactly(0);
  }

  /** Against floating point, where a pixel's feature is not near a tie. */
  @Test
  void pixelsShareOneColumn() {
    byte[] pixels = new byte[50 * 12];
    RandomSequence draws = new RandomSequence(new RandomSource(5), 0);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (draws.nextBelow(3) == 0 ? draws.nextBelow(256) : 0);
    }
    RawDataset data =
        RawDataset.of(
            Shape.of(3, 4, 1), new PixelNumbers(pixels, 12), new int[50], List.of("0", "1"));
    Normalizer normalizer = Normalizer.fit(data);
    assertThat(normalizer.columns()).hasSize(1);
    double sum = 0;
    double squares = 0;
    for (byte pixel : pixels) {
      sum += pixel & 0xFF;
      squares += (double) (pixel & 0xFF) * (pixel & 0xFF);
    }
    double mean = sum / pixels.length;
    double deviation = Math.sqrt(squares / pixels.length - mean * mean);
    Dataset normalized = normalizer.apply(data);
    for (int i = 0; i < 50; i++) {
      byte[] features = features(normalized, i);
      for (int p = 0; p < 12; p++) {
        double exact = 32 * ((pixels[i * 12 + p] & 0xFF) - mean) / deviation;
        assertThat((double) features[p])
            .isBetween(Math.max(-127, exact - 0.6), Math.min(127, exact + 0.6));
      }
    }
  }

  @Test
  void savedFormGivesTheSameNormalizer() throws Exception {
    Normalizer normalizer = Normalizer.fit(table(3, "1", "2", "-3.5", "4", "5", "6"));
    byte[] bytes = NormalizerCodec.encode(normalizer);
    assertThat(NormalizerCodec.decode(bytes)).isEqualTo(normalizer);
  }

  /** Version 1; it must be read for ever. */
  @Test
  void savedFormIsAsWrittenDown() throws Exception {
    String bytes =
        "01 01 02000000 " // version, rank, extent
            + "02000000 " // columns
            + "01 0002000000000000 0001000000000000 " // decimals, mean, deviation
            + "fd fdffffffffffffff 0002000000000000";
    byte[] golden = HexFormat.of().parseHex(bytes.replace(" ", ""));
    Normalizer normalizer =
        new Normalizer(Shape.of(2), List.of(new Column(1, 512, 256), new Column(-3, -3, 512)));
    assertThat(NormalizerCodec.encode(normalizer)).isEqualTo(golden);
    assertThat(NormalizerCodec.decode(golden)).isEqualTo(normalizer);
  }

  @Test
  void malformedSavedFormIsRefused() {
    byte[] bytes = NormalizerCodec.encode(Normalizer.fit(table(2, "1", "2", "3", "5")));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> NormalizerCodec.decode(part))
          .isInstanceOf(MalformedDataException.class);
    }
    assertRefused(bytes, 0, 2, "normalizer: version must be 1: 2");
    assertRefused(bytes, 1, 9, "normalizer: rank must be in [1, 4]: 9");
    assertRefused(bytes, 2, 3, "normalizer: normalizer columns must be 3: 2");
    assertRefused(bytes, 6, 1, "normalizer: column count must be 2, as bytes follow: 1");
    assertRefused(bytes, 10, 19, "normalizer: column decimals must be in [-18, 18]: 19");
  }

  private static void assertRefused(byte[] bytes, int at, int value, String message) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    assertThatThrownBy(() -> NormalizerCodec.decode(changed))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(message);
  }

  @Test
  void otherShapeIsRefused() {
    Normalizer normalizer = Normalizer.fit(table(2, "1", "2", "3", "4"));
    assertThatThrownBy(() -> normalizer.apply(table(1, "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example shape must be [2]: [1]");
  }
}
