package io.tintin.sensors.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedPointTest {
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "30.21, -2, 3021",
    "-0.005, -2, -1", // ties go away from zero
    "0.005, -2, 1",
    "0.00499999999999999999999999, -2, 0",
    "+7, 0, 7",
    ".5, 0, 1",
    "5., -1, 50",
    "1e3, 0, 1000",
    "1.5E-1, -2, 15",
    "12345, 2, 123",
    "150, 2, 2", // 1.5 steps
    "-150, 2, -2",
    "49, 2, 0",
    "0e999999999999999999, 0, 0",
    "1e-999999999999999999, 0, 0",
    "9223372036854775807, 0, 9223372036854775807",
    "-9223372036854775807, 0, -9223372036854775807",
    "000000000000000000000000000000001, 0, 1",
  })
  void numberIsRead(String text, int exponent, long expected) throws Exception {
    assertThat(FixedPoint.parse(text, exponent)).isEqualTo(expected);
    assertThat(FixedPoint.parse(" \t" + text + " ", exponent)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "nan", "NaN", "NULL", "na", " NA "})
  void absentNumberIsMissing(String text) {
    assertThat(new FixedPoint(0).read(text)).isEqualTo(FixedPoint.Status.MISSING);
    assertThatThrownBy(() -> FixedPoint.parse(text, 0))
        .isInstanceOf(MalformedNumberException.class)
        .hasMessage("number must be present: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1x",
        "--1",
        "+-1",
        "1.2.3",
        ".",
        "-",
        "e5",
        "1e",
        "1e+",
        "1e5.0",
        "1 2",
        "0x10",
        "1,5",
        "infinity",
        "-inf",
        "\u0661",
        "1_000",
        "-nan",
        "1e5e5",
        "n\u00e4"
      })
  void otherTextIsMalformed(String text) {
    assertThat(new FixedPoint(-2).read(text)).isEqualTo(FixedPoint.Status.MALFORMED);
    assertThatThrownBy(() -> FixedPoint.parse(text, -2))
        .isInstanceOf(MalformedNumberException.class)
        .hasMessage("number must be decimal: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "9223372036854775807.5",
        "1e19",
        "1e999999999999999999999",
        "922337203685477580700"
      })
  void numberBeyond64BitsIsAnOverflowWithItsSign(String text) {
    FixedPoint reader = new FixedPoint(0);
    assertThat(reader.read(text)).isEqualTo(FixedPoint.Status.OVERFLOW);
    assertThat(reader.value()).isEqualTo(Long.MAX_VALUE);
    assertThat(reader.read("-" + text)).isEqualTo(FixedPoint.Status.OVERFLOW);
    assertThat(reader.value()).isEqualTo(-Long.MAX_VALUE);
  }

  @Property(tries = 150_000)
  void everyNumberIsAsBigDecimalRoundsIt(
      @ForAll("numbers") String text, @ForAll @IntRange(min = -18, max = 18) int exponent) {
    BigInteger exact =
        new BigDecimal(text)
            .scaleByPowerOfTen(-exponent)
            .setScale(0, RoundingMode.HALF_UP)
            .toBigInteger();
    FixedPoint reader = new FixedPoint(exponent);
    FixedPoint.Status status = reader.read(text);
    if (exact.abs().compareTo(MAX) > 0) {
      assertThat(status).isEqualTo(FixedPoint.Status.OVERFLOW);
      assertThat(reader.value()).isEqualTo(exact.signum() * Long.MAX_VALUE);
    } else {
      assertThat(status).isEqualTo(FixedPoint.Status.OK);
      assertThat(reader.value()).isEqualTo(exact.longValueExact());
    }
  }

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> sign = Arbitraries.of("", "-", "+");
    Arbitrary<String> whole = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(22);
    Arbitrary<String> point = Arbitraries.of("", ".");
    Arbitrary<String> part = Arbitraries.strings().withChars("0459").ofMaxLength(22);
    Arbitrary<String> power =
        Arbitraries.oneOf(
            Arbitraries.just(""), Arbitraries.integers().between(-30, 30).map(e -> "e" + e));
    return Combinators.combine(sign, whole, point, part, power)
        .as((s, w, p, f, e) -> s + w + p + f + e);
  }

  @Property(tries = 20_000)
  void garbageNeverThrowsAndIsOnlyTakenWhenBigDecimalTakesIt(
      @ForAll @StringLength(max = 8) String wild, @ForAll("nearlyNumbers") String near) {
    for (String text : new String[] {wild, near}) {
      boolean isTaken = new FixedPoint(0).read(text) == FixedPoint.Status.OK;
      if (isTaken) {
        new BigDecimal(text.strip());
      }
    }
  }

  @Provide
  Arbitrary<String> nearlyNumbers() {
    return Arbitraries.strings().withChars("0159.+-eE \tnaN").ofMaxLength(9);
  }
}
