package io.tintin.cli;

import io.tintin.cli.floating.FloatRule;
import io.tintin.cli.training.AlignedRule;
import io.tintin.cli.training.Int8Rule;
import io.tintin.cli.training.LionRule;
import io.tintin.cli.training.NitiRule;
import io.tintin.cli.training.TrainingRule;
import java.util.List;

/** The rules that {@code --rule} may name; a new one is one more line here. */
final class TrainingRules {
  private static final List<TrainingRule> ALL =
      List.of(new AlignedRule(), new LionRule(), new Int8Rule(), new NitiRule(), new FloatRule());

  private TrainingRules() {}

  /** Their names, the default first. */
  static List<String> names() {
    return ALL.stream().map(TrainingRule::name).toList();
  }

  /**
   * The rule of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TrainingRule named(String name) {
    return ALL.stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("rule must be one of " + names() + ": " + name));
  }
}
