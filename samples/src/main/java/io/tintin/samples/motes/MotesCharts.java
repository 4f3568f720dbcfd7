package io.tintin.samples.motes;

import io.tintin.samples.report.Chart;
import io.tintin.samples.report.Series;
import io.tintin.samples.report.Series.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The figures as pictures. */
final class MotesCharts {
  private static final String INT8 = "#2f6fde";
  private static final String FLOAT32 = "#8b97a5";
  private static final String POOLED = "#38a169";
  private static final String ALONE = "#d9772b";
  private static final List<String> MOTE_COLORS = List.of(INT8, ALONE, POOLED, "#9b59b6");

  /** Readings shown before and after an event: 20 minutes. */
  private static final int AROUND = 240;

  private final Figures figures;

  MotesCharts(Figures figures) {
    this.figures = figures;
  }

  String folds() {
    return Chart.bars(
        "F1 by mote left out",
        figures.leftOut().stream().map(Mote::name).toList(),
        "F1",
        1,
        List.of(
            foldSeries("alone, novelty", ALONE, EventStudy.Fold::novelty),
            foldSeries("federated int8", INT8, EventStudy.Fold::federated),
            foldSeries("pooled int8", POOLED, EventStudy.Fold::pooledInt8),
            foldSeries("pooled float32", FLOAT32, EventStudy.Fold::pooledFloat32)));
  }

  private Series foldSeries(String name, String color, ToDoubleFunction<EventStudy.Fold> of) {
    return new Series(
        name,
        color,
        figures.leftOut().stream().map(mote -> new Point(0, figures.foldMean(mote, of))).toList());
  }

  String learningCurves() {
    List<Series> series = new ArrayList<>();
    for (Mote mote : figures.leftOut()) {
      List<Point> points = new ArrayList<>();
      for (int r = 0; r < figures.settings().plan().rounds(); r++) {
        int round = r;
        points.add(new Point(r + 1, figures.foldMean(mote, fold -> fold.curve().get(round))));
      }
      series.add(new Series(mote.name(), MOTE_COLORS.get(series.size()), points));
    }
    return Chart.lines("Learning curves", "round", "F1 on the mote left out", 1, series);
  }

  String detection(Mote mote) {
    EventStudy.Fold fold =
        figures.folds().stream().filter(one -> one.mote().equals(mote)).findFirst().orElseThrow();
    BitSet labelled = fold.labelled();
    List<Double> humidity = figures.humidity().getOrDefault(mote, List.of());
    int first = Math.max(0, labelled.nextSetBit(0) - AROUND);
    int last = Math.min(humidity.size() - 1, labelled.length() + AROUND);
    double low = humidity.subList(first, last).stream().mapToDouble(h -> h).min().orElse(0);
    double high = humidity.subList(first, last).stream().mapToDouble(h -> h).max().orElse(100);
    double margin = (high - low) / 10;
    List<Point> readings = new ArrayList<>();
    List<Point> detected = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      double minute = i / 12.0;
      readings.add(new Point(minute, humidity.get(i)));
      detected.add(new Point(minute, fold.detected().get(i) ? low - margin : low - 2 * margin));
    }
    return Chart.lines(
        mote.name(),
        "minutes since the start of the recording",
        "humidity, %",
        low - 2 * margin,
        high,
        List.of(
            new Series("humidity", INT8, readings),
            new Series("detected by the model of the others (up)", ALONE, detected)),
        spans(labelled));
  }

  /** The runs of set bits, from and to in minutes. */
  private static List<Point> spans(BitSet bits) {
    List<Point> spans = new ArrayList<>();
    for (int from = bits.nextSetBit(0); from >= 0; ) {
      int to = bits.nextClearBit(from);
      spans.add(new Point(from / 12.0, to / 12.0));
      from = bits.nextSetBit(to);
    }
    return spans;
  }

  String ratios(int channel) {
    return Chart.bars(
        Channels.NAMES.get(channel),
        Mote.ALL.stream().map(Mote::name).toList(),
        "error / persistence",
        1.05,
        List.of(
            ratioSeries("federated int8", INT8, channel, ForecastStudy.Errors::ratio),
            ratioSeries("federated float32", FLOAT32, channel, ForecastStudy.Errors::floatRatio),
            new Series(
                "persistence", ALONE, Mote.ALL.stream().map(mote -> new Point(0, 1)).toList())));
  }

  private Series ratioSeries(
      String name, String color, int channel, ToDoubleFunction<ForecastStudy.Errors> of) {
    Horizon horizon = figures.settings().horizon();
    return new Series(
        name,
        color,
        Mote.ALL.stream()
            .map(mote -> new Point(0, figures.forecastMean(horizon, mote, channel, of)))
            .toList());
  }

  String horizons() {
    List<Series> series = new ArrayList<>();
    series.add(
        horizonSeries("temperature int8", INT8, Channels.TEMPERATURE, ForecastStudy.Errors::ratio));
    series.add(
        horizonSeries("humidity int8", POOLED, Channels.HUMIDITY, ForecastStudy.Errors::ratio));
    series.add(
        horizonSeries(
            "temperature float32",
            FLOAT32,
            Channels.TEMPERATURE,
            ForecastStudy.Errors::floatRatio));
    series.add(
        horizonSeries(
            "humidity float32", "#b9a16b", Channels.HUMIDITY, ForecastStudy.Errors::floatRatio));
    return Chart.lines(
        "Horizons", "minutes ahead", "error / persistence", 0.85, 1.05, series, List.of());
  }

  private Series horizonSeries(
      String name, String color, int channel, ToDoubleFunction<ForecastStudy.Errors> of) {
    List<Point> points = new ArrayList<>();
    for (Horizon horizon : Horizon.values()) {
      points.add(new Point(horizon.minutes(), figures.forecastMean(horizon, channel, of)));
    }
    return new Series(name, color, points);
  }
}
