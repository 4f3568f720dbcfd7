package io.tintin.samples.motes.demo;

import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.study.EventStudy;
import io.tintin.samples.motes.study.ForecastStudy;
import io.tintin.samples.report.Chart;
import io.tintin.samples.report.Series;
import io.tintin.samples.report.Series.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The figures as pictures. */
final class MotesCharts {
  private static final String INT8 = "#2f6fde";
  private static final String FLOAT32 = "#8b97a5";
  private static final String POOLED = "#38a169";
  private static final String ALONE = "#d9772b";
  private static final List<String> MOTE_COLORS = List.of(INT8, ALONE, POOLED, "#9b59b6");

  private static final double READINGS_PER_MINUTE = 60.0 / Channels.PERIOD.toSeconds();

  /** Readings shown before and after an event: 20 minutes. */
  private static final int AROUND = (int) (20 * READINGS_PER_MINUTE);

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
    SortedMap<Integer, Double> humidity =
        figures
            .humidity()
            .getOrDefault(mote, new TreeMap<>())
            .subMap(labelled.nextSetBit(0) - AROUND, labelled.length() + AROUND);
    double low = Collections.min(humidity.values());
    double high = Collections.max(humidity.values());
    double margin = (high - low) / 10;
    List<Point> readings = new ArrayList<>();
    List<Point> detected = new ArrayList<>();
    humidity.forEach(
        (reading, percent) -> {
          double minute = reading / READINGS_PER_MINUTE;
          boolean isDetected = fold.detected().get(reading);
          readings.add(new Point(minute, percent));
          detected.add(new Point(minute, isDetected ? low - margin : low - 2 * margin));
        });
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
      spans.add(new Point(from / READINGS_PER_MINUTE, to / READINGS_PER_MINUTE));
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
