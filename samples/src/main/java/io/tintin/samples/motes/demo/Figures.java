package io.tintin.samples.motes.demo;

import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.MotesResult;
import io.tintin.samples.motes.Settings;
import io.tintin.samples.motes.StreamListener;
import io.tintin.samples.motes.study.EventStudy;
import io.tintin.samples.motes.study.ForecastStudy;
import io.tintin.samples.motes.study.Study;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.source.SourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/**
 * All that the report shows: the main run, and studies over several seeds.
 *
 * @param humidity readings in percent of the motes left out, by number, for the pictures
 * @param studySeeds seeds behind the folds and the forecasts; 0 when there are none of them
 */
record Figures(
    Settings settings,
    String carrier,
    MotesResult run,
    int studySeeds,
    List<EventStudy.Fold> folds,
    Map<Horizon, List<ForecastStudy.Errors>> forecasts,
    Map<Mote, SortedMap<Integer, Double>> humidity) {

  /** Runs the studies; the function begins a progress bar of a name and a length. */
  static Figures collect(
      Settings settings,
      MotesResult run,
      String carrier,
      int seeds,
      BiFunction<String, Integer, Progress> bars)
      throws IOException, SourceException, InterruptedException {
    List<Mote> leftOut = Mote.ALL.stream().filter(Mote::seesEvent).toList();
    Map<Horizon, List<ForecastStudy.Errors>> forecasts = new EnumMap<>(Horizon.class);
    List<EventStudy.Fold> folds = new ArrayList<>();
    Map<Mote, SortedMap<Integer, Double>> humidity = new LinkedHashMap<>();
    if (seeds > 0) {
      int total = seeds * (leftOut.size() + Horizon.values().length);
      Progress bar = bars.apply("Studies", total);
      for (Horizon horizon : Horizon.values()) {
        Study study = new Study(horizon, settings.plan());
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
            humidity.put(mote, humidityOf(study, settings.channels(), mote));
          }
        }
      }
    }
    return new Figures(settings, carrier, run, seeds, folds, forecasts, humidity);
  }

  private static SortedMap<Integer, Double> humidityOf(Study study, Channels channels, Mote mote) {
    SortedMap<Integer, Double> percent = new TreeMap<>();
    int last = channels.lastPosition(Channels.HUMIDITY);
    study.replay(
        mote,
        new StreamListener() {
          @Override
          public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
            if (frame.isPresent(last)) {
              percent.put(Channels.readingNumber(frame.toNanos()), frame.raw(last) / 100.0);
            }
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
