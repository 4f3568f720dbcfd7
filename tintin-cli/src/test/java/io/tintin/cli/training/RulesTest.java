package io.tintin.cli.training;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.Schedule;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Trainable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static TrainingRule rule(String name) {
    return switch (name) {
      case "aligned" -> new AlignedRule();
      case "lion" -> new LionRule();
      case "int8" -> new Int8Rule();
      case "niti" -> new NitiRule();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void everyRuleHasDefaults() {
    assertThat(new AlignedRule().settle(Map.of(), 64))
        .containsExactly(
            entry("decay", "0"),
            entry("freeze", "0"),
            entry("momentum", "0.875"),
            entry("rate", "0.03"),
            entry("rescaling", "tracked"),
            entry("rounding", "stochastic"),
            entry("schedule", "linear"),
            entry("warm-up", "0"));
    assertThat(new LionRule().settle(Map.of(), 64))
        .containsExactly(
            entry("decay", "0"),
            entry("freeze", "0"),
            entry("memory", "0.99"),
            entry("momentum", "0.9"),
            entry("rate", "0.002"),
            entry("rescaling", "tracked"),
            entry("schedule", "linear"),
            entry("warm-up", "0"));
    assertThat(new Int8Rule().settle(Map.of(), 64))
        .containsExactly(
            entry("freeze", "0"),
            entry("rate", "1/8"),
            entry("rescaling", "tracked"),
            entry("rounding", "stochastic"),
            entry("schedule", "linear"),
            entry("warm-up", "0"));
    assertThat(new NitiRule().settle(Map.of(), 64))
        .containsExactly(entry("freeze", "0"), entry("mu", "3"));
  }

  @ParameterizedTest
  @CsvSource({
    "aligned, 32, 0.0150",
    "aligned, 1, 0.0010",
    "lion, 8, 0.0003",
    "lion, 1, 0.0001",
    "int8, 16, 1/8",
    "int8, 15, 1/16",
    "int8, 4, 1/32",
    "int8, 1, 1/64",
  })
  void smallBatchesHaveSmallRates(String rule, int batch, String rate) {
    assertThat(rule(rule).settle(Map.of(), batch)).containsEntry("rate", rate);
  }

  @Test
  void whatIsGivenStays() {
    assertThat(new AlignedRule().settle(Map.of("rate", "1/8"), 32)).containsEntry("rate", "1/8");
    assertThat(new NitiRule().settle(Map.of("mu", "2"), 1)).containsEntry("mu", "2");
    assertThat(new Int8Rule().settle(Map.of("rounding", "pseudo", "warm-up", "7"), 1))
        .contains(entry("rounding", "pseudo"), entry("warm-up", "7"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "niti    | rate      | 1/8    | settings of rule niti must be among [freeze, mu]: rate",
        "niti    | mu        | 8      | 'mu must be in [-1, 7]: 8'",
        "aligned | momentum  | 1      | 'momentum must be in [0, 255] steps of 2^-8: 1'",
        "aligned | schedule  | cosine | 'schedule must be one of [none, linear, quadratic, halving]:"
            + " cosine'",
        "aligned | rescaling | niti   | 'rescaling must be one of [tracked, dynamic, compound]: niti'",
        "aligned | rounding  | up     | 'rounding must be one of [stochastic, nearest, pseudo]: up'",
        "lion    | rounding  | pseudo | 'settings of rule lion must be among [decay, freeze, memory,"
            + " momentum, rate, rescaling, schedule, warm-up]: rounding'",
        "lion    | memory    | 1      | 'memory must be in [0, 255] steps of 2^-8: 1'",
        "lion    | rescaling | TRACKED| 'rescaling must be one of [tracked, dynamic, compound]:"
            + " TRACKED'",
        "int8    | momentum  | 0      | 'settings of rule int8 must be among [freeze, rate, rescaling,"
            + " rounding, schedule, warm-up]: momentum'",
        "int8    | rate      | 0.03   | 'rate must be a power of two such as 1/8 or 0.125: 0.03'",
        "niti    | freeze    | two    | 'freeze must be an integer in [0, 256]: two'",
        "int8    | warm-up   | -1     | 'warm-up must be an integer in [0, 1099511627776]: -1'",
      })
  void wrongSettingIsRefused(String rule, String name, String value, String message) {
    assertThatThrownBy(() -> rule(rule).settle(Map.of(name, value), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void warmUpIsNoLongerThanTheRun() {
    Map<String, String> settings = Map.of("schedule", "halving", "warm-up", "40");
    assertThat(Descent.schedule(settings, 40))
        .isEqualTo(new Schedule(Schedule.Decay.HALVING, 40, 40));
    assertThatThrownBy(() -> Descent.schedule(settings, 39))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warm-up must be an integer in [0, 39]: 40");
  }

  @Test
  void firstLayersWithParametersAreFrozen() {
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(2, 2, 1), new Flatten(), new Dense(4, 4), new Relu(), new Dense(4, 3));
    assertThat(Numerics.trainable(Map.of("freeze", "0"), spec)).isEqualTo(Trainable.ALL);
    assertThat(Numerics.trainable(Map.of("freeze", "1"), spec)).isEqualTo(Trainable.allBut(1));
    assertThatThrownBy(() -> Numerics.trainable(Map.of("freeze", "2"), spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("freeze must be below 2, the number of layers with parameters: 2");
  }

  @ParameterizedTest
  @CsvSource({"1/8, 3", "0.125, 3", "1, 0", "2/2, 0", "4, -2", "1/1073741824, 30"})
  void powersOfTwoAreTakenAsTheyAre(String rate, int rightShift) {
    assertThat(Settings.rightShift(Map.of("rate", rate), "rate", 32)).isEqualTo(rightShift);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3", "1/3", "0.1251", "1/6", "1/8589934592", "fast", "-1/8"})
  void otherRatesOfInt8AreRefused(String rate) {
    Map<String, String> settings = Map.of("rate", rate);
    assertThatThrownBy(() -> Settings.rightShift(settings, "rate", 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rate must be a ");
  }

  @ParameterizedTest
  @CsvSource({"0.03, 1966", "1/32, 2048", "1, 65536", "0.00001, 1", "3/64, 3072"})
  void ratesAreRoundedToSteps(String rate, int steps) {
    assertThat(Settings.steps(Map.of("rate", rate), "rate", 16, 1, 1 << 20)).isEqualTo(steps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1/0", "fast", "", "1e-9", "17", "0.000001", "1/999999"})
  void otherRatesAreRefused(String rate) {
    Map<String, String> settings = Map.of("rate", rate);
    assertThatThrownBy(() -> Settings.steps(settings, "rate", 16, 1, 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rate must be ");
  }
}
