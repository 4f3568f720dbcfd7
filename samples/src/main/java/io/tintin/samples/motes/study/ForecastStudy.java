package io.tintin.samples.motes.study;

import io.tintin.core.continual.PrequentialError;
import io.tintin.samples.motes.ForecastTask;
import io.tintin.samples.motes.Int8Net;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Forecasts over one horizon by all eight motes, each forecast scored before it was learned. */
public final class ForecastStudy {
  /** Mean absolute errors of a channel of one mote, in percent or degrees, for one seed. */
  public record Errors(
      Mote mote, int channel, long seed, double int8, double float32, double persistence) {
    public double ratio() {
      return int8 / persistence;
    }

    public double floatRatio() {
      return float32 / persistence;
    }
  }

  private final Study study;

  public ForecastStudy(Study study) {
    this.study = study;
  }

  public List<Errors> run(long seed) {
    Recipe recipe = study.forecastRecipe();
    Map<Mote, ForecastTask<Int8Net>> int8 = new LinkedHashMap<>();
    Map<Mote, ForecastTask<FloatNet>> float32 = new LinkedHashMap<>();
    for (Mote mote : Mote.ALL) {
      int8.put(mote, study.forecast(recipe.int8(seed, mote.index())));
      float32.put(mote, study.forecast(FloatNet.learner(recipe, seed, mote.index())));
    }
    study.federated(recipe, int8, seed, (round, model) -> {});
    study.federatedFloat(float32);
    List<Errors> all = new ArrayList<>();
    int8.forEach(
        (mote, task) -> {
          ForecastTask<FloatNet> other = Objects.requireNonNull(float32.get(mote));
          for (int channel = 0; channel < 2; channel++) {
            all.add(errors(mote, channel, seed, task.error(channel), other.error(channel)));
          }
        });
    return all;
  }

  private static Errors errors(
      Mote mote, int channel, long seed, PrequentialError int8, PrequentialError float32) {
    return new Errors(
        mote,
        channel,
        seed,
        inUnits(int8.meanAbsoluteErrorMilli()),
        inUnits(float32.meanAbsoluteErrorMilli()),
        inUnits(int8.persistenceErrorMilli()));
  }

  /** From thousandths of a hundredth. */
  private static double inUnits(long milliSteps) {
    return milliSteps / 100_000.0;
  }
}
