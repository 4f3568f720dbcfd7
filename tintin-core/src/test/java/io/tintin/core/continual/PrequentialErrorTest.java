package io.tintin.core.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrequentialErrorTest {
  @Test
  void errorsAreMeansOfMagnitudesBesidePersistence() {
    PrequentialError error = new PrequentialError();
    error.score(20, 18, 21); // 1 beside 3
    error.score(25, 21, 21); // 4 beside 0
    error.score(19, 21, 20); // 1 beside 1
    assertThat(error.count()).isEqualTo(3);
    assertThat(error.meanAbsoluteErrorMilli()).isEqualTo(2000);
    assertThat(error.persistenceErrorMilli()).isEqualTo(1333);
  }

  @Test
  void withoutForecastsItIsZero() {
    PrequentialError error = new PrequentialError();
    assertThat(error.meanAbsoluteErrorMilli()).isZero();
    assertThat(error.persistenceErrorMilli()).isZero();
  }

  /** Was a bug: a sum of a thousandth of a long could be taken, but no mean be read. */
  @Test
  void theLargestErrorsAreExact() {
    PrequentialError error = new PrequentialError();
    long most = PrequentialError.MAX_ERROR;
    assertThat(most).isEqualTo(9_223_372_036_854_775L);
    for (int i = 0; i < 1000; i++) {
      error.score(most, i % 2, 0);
    }
    assertThat(error.meanAbsoluteErrorMilli()).isEqualTo(most * 1000);
    assertThat(error.persistenceErrorMilli()).isEqualTo(500);
    assertThatThrownBy(() -> error.score(0, 5, -most))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "sum of errors must be at most 9223372036854775807: 9223372036854775000 + " + most);
    error.score(807, 0, 0); // the sum is 2^63 - 1
    assertThat(error.count()).isEqualTo(1001);
    // floor(9223372036854775807 * 1000 / 1001)
    assertThat(error.meanAbsoluteErrorMilli()).isEqualTo(9_214_157_878_975_800_006L);
    assertThat(error.persistenceErrorMilli()).isEqualTo(499);
  }

  @Test
  void anErrorBeyondTheLargestIsRefusedAndChangesNothing() {
    PrequentialError error = new PrequentialError();
    long most = PrequentialError.MAX_ERROR;
    assertRefused(error, Long.MAX_VALUE, -1, "forecast", Long.MAX_VALUE);
    assertRefused(error, -1, Long.MIN_VALUE, "last", -1);
    assertRefused(error, 0, Long.MIN_VALUE, "forecast", 0);
    assertRefused(error, most + 1, 0, "forecast", most + 1);
    assertThatThrownBy(() -> error.score(5, -most, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("last must be at most 9223372036854775 from the actual 1: -9223372036854775");
    assertThat(error.count()).isZero();
    error.score(3, 3, 1);
    assertThat(error.meanAbsoluteErrorMilli()).isEqualTo(2000);
  }

  private static void assertRefused(
      PrequentialError error, long forecast, long actual, String name, long value) {
    long last = name.equals("last") ? value : actual;
    long given = name.equals("last") ? actual : forecast;
    assertThatThrownBy(() -> error.score(given, last, actual))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            name + " must be at most 9223372036854775 from the actual " + actual + ": " + value);
  }
}
