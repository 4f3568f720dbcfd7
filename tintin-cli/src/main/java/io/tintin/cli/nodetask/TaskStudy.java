package io.tintin.cli.nodetask;

import io.tintin.cli.synthetic.Example;
import io.tintin.cli.synthetic.SyntheticTask;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** One task, learned by each method. */
final class TaskStudy {
  /** Of the first layer and the second. */
  private static final int FIRST = 32;

  private static final int SECOND = 16;

  /** Rates to choose from: 2^-2 to 2^-6. */
  private static final int LEAST_SHIFT = 2;

  private static final int MOST_SHIFT = 6;

  /** Of the places that rates are chosen on; no run is tested there. */
  private static final long TUNING_SEED = 100;

  static final int CURVE_POINTS = 20;

  /**
   * A training run.
   *
   * @param score on the whole test, after the last step
   * @param curve accuracy in percent after each twentieth of the steps, on the whole test
   * @param found share in percent that it finds of each group of the test
   */
  record Run(
      Method method,
      int rateShift,
      long seed,
      Score score,
      List<Double> curve,
      List<Double> found) {
    Run {
      curve = List.copyOf(curve);
      found = List.copyOf(found);
    }
  }

  private final LongFunction<SyntheticTask> tasks;
  private final int steps;
  private final int tests;

  /**
   * A study.
   *
   * @param tasks by seed: with other places, and other examples, for each
   * @param steps of training, each on one example
   * @param tests examples of a test
   */
  TaskStudy(LongFunction<SyntheticTask> tasks, int steps, int tests) {
    this.tasks = tasks;
    this.steps = steps;
    this.tests = tests;
  }

  int steps() {
    return steps;
  }

  int tests() {
    return tests;
  }

  SyntheticTask task(long seed) {
    return tasks.apply(seed);
  }

  TaskData data(long seed) {
    return TaskData.of(task(seed), steps, tests);
  }

  /** The net, before its first step. */
  Model initial(long seed) {
    SyntheticTask task = task(seed);
    int classes = task.classes().size();
    ModelSpec spec =
        ModelSpec.of(
            Shape.of(task.inputs()),
            new Dense(task.inputs(), FIRST),
            new Relu(),
            new Dense(FIRST, SECOND),
            new Relu(),
            new Dense(SECOND, classes));
    return Model.initial(spec, new RandomSource(seed));
  }

  /** The rate of each method that did best on places that are there for this alone. */
  Map<Method, Integer> rateShifts() {
    TaskData data = data(TUNING_SEED);
    Map<Method, Integer> chosen = new EnumMap<>(Method.class);
    for (Method method : Method.values()) {
      int best = 0;
      for (int shift = LEAST_SHIFT; shift <= MOST_SHIFT; shift++) {
        int hits = 0;
        for (long seed = TUNING_SEED; seed < TUNING_SEED + 2; seed++) {
          Learner learner = method.start(initial(seed), shift, steps, seed);
          data.training().forEach(e -> learner.learn(e.features(), e.label()));
          hits += test(learner, data).hits();
        }
        if (hits > best) {
          best = hits;
          chosen.put(method, shift);
        }
      }
    }
    return chosen;
  }

  /** Trains and tests. */
  Run run(Method method, int rateShift, long seed, TaskData data) {
    Learner learner = method.start(initial(seed), rateShift, steps, seed);
    List<Double> curve = new ArrayList<>();
    int made = 0;
    for (Example example : data.training()) {
      learner.learn(example.features(), example.label());
      made++;
      if (made * CURVE_POINTS / steps > curve.size()) {
        curve.add(test(learner, data).accuracy());
      }
    }
    List<Double> found = new ArrayList<>();
    for (LevelGroup group : LevelGroup.of(data.test())) {
      found.add(Score.of(group.examples(), e -> learner.label(e.features())).foundShare());
    }
    return new Run(method, rateShift, seed, test(learner, data), curve, found);
  }

  private static Score test(Learner learner, TaskData data) {
    return Score.of(data.test(), example -> learner.label(example.features()));
  }
}
