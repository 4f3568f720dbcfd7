package io.tintin.samples.motes;

import io.tintin.sensors.source.SourceException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/**
 * All that the report shows: the main run, and studies over several seeds.
 *
 * @param humidity each mote's readings in percent, for the pictures
 * @param studySeeds seeds behind the folds and the forecasts; 0 when there are none of them
 */
record Figures(
    Settings settings,
    String carrier,
    FederationResult run,
    int studySeeds,
    List<EventStudy.Fold> folds,
    Map<Horizon, List<ForecastStudy.Errors>> forecasts,
    Map<Mote, List<Double>> humidity) {

  /** Runs the studies; the function begins a progress bar of a name and a length. */
  static Figures collect(
      Settings settings,
      FederationResult run,
      String carrier,
      int seeds,
      BiFunction<String, Integer, Progress> bars)
      throws SourceException, InterruptedException {
    List<Mote> leftOut = Mote.ALL.stream().filter(Mote::seesEvent).toList();
    Map<Horizon, List<ForecastStudy.Errors>> forecasts = new EnumMap<>(Horizon.class);
    List<EventStudy.Fold> folds = new ArrayList<>();
    Map<Mote, List<Double>> humidity = new LinkedHashMap<>();
    if (seeds > 0) {
      int total = seeds * (leftOut.size() + Horizon.values().length);
      Progress bar = bars.apply("Studies", total);
      for (Horizon horizon : Horizon.values()) {
        Study study = new Study(settings.folder(), horizon, settings.plan());
        List<ForecastStudy.Errors> errors = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
          errors.addAll(new ForecastStudy(study).run(seed));
          bar.step("forecast " + horizon.minutes() + " min, seed " + seed);
        }
        forecasts.put(horizon, errors);
        if (horizon == settings.horizon()) {
          EventStudy events = new EventStudy(study, settings.channels());
          for (Mote mote : leftOut) {
            for (long seed = 1; seed <= seeds; seed++) {
              folds.add(events.run(mote, seed));
              bar.step("events without " + mote.name() + ", seed " + seed);
            }
            humidity.put(mote, humidityOf(study, mote));
          }
        }
      }
    }
    return new Figures(settings, carrier, run, seeds, folds, forecasts, humidity);
  }

  private static List<Double> humidityOf(Study study, Mote mote) {
    List<Double> percent = new ArrayList<>();
    study.replay(
        mote,
        new StreamListener() {
          @Override
          public void reading(long nanos, int humidity, int temperature) {
            percent.add(humidity / 100.0);
          }
        });
    return percent;
  }

  /** Mean over the seeds of a fold. */
  double foldMean(Mote mote, ToDoubleFunction<EventStudy.Fold> of) {
    return folds.stream()
        .filter(fold -> fold.mote().equals(mote))
        .mapToDouble(of)
        .average()
        .orElse(Double.NaN);
  }

  /** Motes that were left out, in order. */
  List<Mote> leftOut() {
    return folds.stream().map(EventStudy.Fold::mote).distinct().toList();
  }

  /** Mean over the seeds of a mote's channel at a horizon. */
  double forecastMean(
      Horizon horizon, Mote mote, int channel, ToDoubleFunction<ForecastStudy.Errors> of) {
    return forecasts.getOrDefault(horizon, List.of()).stream()
        .filter(errors -> errors.mote().equals(mote) && errors.channel() == channel)
        .mapToDouble(of)
        .average()
        .orElse(Double.NaN);
  }

  /** Mean over motes and seeds of a channel at a horizon. */
  double forecastMean(Horizon horizon, int channel, ToDoubleFunction<ForecastStudy.Errors> of) {
    return Mote.ALL.stream()
        .mapToDouble(mote -> forecastMean(horizon, mote, channel, of))
        .average()
        .orElse(Double.NaN);
  }
}
