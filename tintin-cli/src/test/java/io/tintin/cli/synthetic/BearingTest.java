package io.tintin.cli.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tintin.core.random.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearingTest {
  /** Of a 6205: 9 balls of 7.94 mm on a circle of 39.04 mm. Quiet, without knocks. */
  private static Bearing bearing(double shaftHz) {
    return new Bearing(
        9,
        7.94 / 39.04,
        39.04 / 7.94,
        shaftHz,
        0.5,
        new Bearing.Modes(2_500, 3_500),
        0.04,
        1,
        0,
        0,
        0);
  }

  @Test
  void ordersAreThoseOfTheTables() {
    Bearing bearing = bearing(30);
    assertThat(bearing.cageOrder()).isCloseTo(0.398, within(0.001));
    assertThat(bearing.outerOrder()).isCloseTo(3.585, within(0.001));
    assertThat(bearing.innerOrder()).isCloseTo(5.415, within(0.001));
    assertThat(bearing.ballOrder()).isCloseTo(2 * 2.357, within(0.001));
  }

  @Test
  void halfOfTheCircleIsLoaded() {
    Bearing bearing = bearing(30);
    assertThat(bearing.load(0)).isEqualTo(1);
    assertThat(bearing.load(0.25)).isCloseTo(0, within(1e-9));
    assertThat(bearing.load(0.5)).isZero();
    assertThat(bearing.load(1)).isCloseTo(1, within(1e-9));
  }

  /** The highest peak is at the order of the fault, whatever the speed. */
  @ParameterizedTest
  @CsvSource({"OUTER_RACE, 24", "OUTER_RACE, 36", "INNER_RACE, 24", "INNER_RACE, 36", "BALL, 30"})
  void envelopeHasAPeakAtTheFault(Fault fault, double shaftHz) {
    Bearing bearing = bearing(shaftHz);
    Chance chance = new Chance(new RandomSource(7));
    BearingSignal signal = new BearingSignal(bearing, chance, 8_200);
    double[] vibration = signal.vibration(fault, 12);
    short[] samples = new short[vibration.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.rint(48 * vibration[i]);
    }
    OrderSpectrum spectrum = new OrderSpectrum(samples, signal.tachometer());
    for (Fault other : Fault.values()) {
      if (other != Fault.NONE && other != fault) {
        assertThat(spectrum.peak(bearing.order(fault)))
            .isGreaterThan(spectrum.peak(bearing.order(other)));
      }
    }
  }
}
