package io.tintin.core.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrequentialTest {
  /** 20 events found, 5 missed, 10 false alarms, 65 right about nothing. */
  private static Prequential example() {
    Prequential scores = new Prequential(2, 5);
    score(scores, 1, 1, 20);
    score(scores, 0, 1, 5);
    score(scores, 1, 0, 10);
    score(scores, 0, 0, 65);
    return scores;
  }

  private static void score(Prequential scores, int predicted, int actual, int times) {
    for (int i = 0; i < times; i++) {
      scores.score(predicted, actual);
    }
  }

  @Test
  void scoresAreThoseOfTheConfusionMatrix() {
    Prequential scores = example();
    assertThat(scores.total()).isEqualTo(100);
    assertThat(scores.count(1, 0)).isEqualTo(5);
    assertThat(scores.count(0, 1)).isEqualTo(10);
    assertThat(scores.accuracyPermille()).isEqualTo(850);
    assertThat(scores.precisionPermille(1)).isEqualTo(667); // 20 / 30
    assertThat(scores.recallPermille(1)).isEqualTo(800); // 20 / 25
    assertThat(scores.f1Permille(1)).isEqualTo(727); // 40 / 55
    assertThat(scores.kappaPermille()).isEqualTo(625); // (0.85 - 0.6) / (1 - 0.6)
  }

  @Test
  void ratiosThatAreNotDefinedAreZero() {
    Prequential scores = new Prequential(3, 1);
    assertThat(scores.total()).isZero();
    assertThat(scores.accuracyPermille()).isZero();
    assertThat(scores.precisionPermille(2)).isZero();
    assertThat(scores.recallPermille(2)).isZero();
    assertThat(scores.f1Permille(2)).isZero();
    assertThat(scores.kappaPermille()).isZero();
    assertThat(scores.fadingAccuracyPermille()).isZero();
  }

  @Property
  void scoresMatchABruteForceOracle(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 8) Integer> outcomes) {
    Prequential scores = new Prequential(3, 4);
    int hits = 0;
    int[] actuals = new int[3];
    int[] predictions = new int[3];
    for (int outcome : outcomes) {
      int predicted = outcome / 3;
      int actual = outcome % 3;
      scores.score(predicted, actual);
      hits += predicted == actual ? 1 : 0;
      actuals[actual]++;
      predictions[predicted]++;
    }
    int total = outcomes.size();
    long chance = 0;
    for (int label = 0; label < 3; label++) {
      chance += (long) actuals[label] * predictions[label];
      int found = (int) scores.count(label, label);
      assertThat(scores.recallPermille(label)).isEqualTo(permille(found, actuals[label]));
      assertThat(scores.precisionPermille(label)).isEqualTo(permille(found, predictions[label]));
      assertThat(scores.f1Permille(label))
          .isEqualTo(permille(2L * found, actuals[label] + predictions[label]));
    }
    assertThat(scores.accuracyPermille()).isEqualTo(permille(hits, total));
    assertThat(scores.kappaPermille())
        .isEqualTo(permille((long) hits * total - chance, (long) total * total - chance));
  }

  /** To nearest, ties up. */
  private static int permille(long part, long whole) {
    if (whole == 0) {
      return 0;
    }
    BigDecimal doubled = new BigDecimal(2000 * part + whole);
    return doubled.divide(new BigDecimal(2 * whole), 0, RoundingMode.FLOOR).intValueExact();
  }

  /** Was a bug: with 16 bits, steps of 2^-15 stopped at one half. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10, 15})
  void fadingAccuracyReachesAllAndNothing(int fadingShift) {
    Prequential scores = new Prequential(2, fadingShift);
    int forget = 12 << fadingShift;
    score(scores, 1, 1, forget);
    assertThat(scores.fadingAccuracyPermille()).isEqualTo(1000);
    score(scores, 0, 1, forget);
    assertThat(scores.fadingAccuracyPermille()).isZero();
  }

  @Test
  void fadingAccuracyForgetsByItsFactor() {
    Prequential scores = new Prequential(2, 2);
    score(scores, 0, 0, 100);
    scores.score(0, 1);
    assertThat(scores.fadingAccuracyPermille()).isEqualTo(750);
    scores.score(0, 1);
    assertThat(scores.fadingAccuracyPermille()).isEqualTo(562); // just below 562.5
  }

  /** Was a bug: 2000 total^2 left an int64 beyond 67 million scores. */
  @Test
  void kappaDoesNotWrapAfterHundredMillionScores() {
    Prequential scores = new Prequential(2, 1);
    score(scores, 0, 0, 60_000_000);
    score(scores, 1, 1, 40_000_000);
    assertThat(scores.kappaPermille()).isEqualTo(1000);
  }

  @Test
  void labelsAndOptionsOutOfRangeAreRefused() {
    Prequential scores = new Prequential(2, 1);
    assertThatThrownBy(() -> scores.score(2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("predicted label must be in [0, 1]: 2");
    assertThatThrownBy(() -> scores.score(0, -1)).hasMessage("actual label must be in [0, 1]: -1");
    assertThat(scores.total()).isZero();
    assertThatThrownBy(() -> new Prequential(1, 1)).hasMessage("classes must be in [2, 46340]: 1");
    assertThatThrownBy(() -> new Prequential(46_341, 1))
        .hasMessage("classes must be in [2, 46340]: 46341");
    assertThatThrownBy(() -> new Prequential(2, 0)).hasMessage("fadingShift must be in [1, 15]: 0");
    assertThatThrownBy(() -> new Prequential(2, 16))
        .hasMessage("fadingShift must be in [1, 15]: 16");
  }
}
