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

  @Test
  void anErrorThatLeavesALongIsNoticed() {
    PrequentialError error = new PrequentialError();
    assertThatThrownBy(() -> error.score(Long.MAX_VALUE, 0, -1))
        .isInstanceOf(ArithmeticException.class);
  }
}
