package io.tintin.samples.motes.demo;

import io.tintin.core.continual.Prequential;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Gateway;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.study.EventStudy;
import io.tintin.samples.motes.study.ForecastStudy;
import io.tintin.samples.report.Table;
import io.tintin.sensors.PipelineStats;
import io.tintin.transport.federation.ServerStats;
import io.tintin.transport.link.LinkStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures as tables, for the terminal and for the page. */
final class MotesTables {
  private final Figures figures;

  MotesTables(Figures figures) {
    this.figures = figures;
  }

  /** F1 of the event for each mote left out. */
  Table events() {
    List<ToDoubleFunction<EventStudy.Fold>> columns =
        List.of(
            EventStudy.Fold::alone,
            EventStudy.Fold::novelty,
            EventStudy.Fold::federated,
            EventStudy.Fold::pooledInt8,
            EventStudy.Fold::pooledFloat32);
    List<List<String>> rows = new ArrayList<>();
    for (Mote mote : figures.leftOut()) {
      List<String> row = new ArrayList<>(List.of(mote.name()));
      columns.forEach(column -> row.add(three(figures.foldMean(mote, column))));
      rows.add(row);
    }
    List<String> average = new ArrayList<>(List.of("average"));
    for (ToDoubleFunction<EventStudy.Fold> column : columns) {
      average.add(three(figures.folds().stream().mapToDouble(column).average().orElse(0)));
    }
    rows.add(average);
    return new Table(
        List.of(
            "left out",
            "alone",
            "alone, novelty",
            "federated int8",
            "pooled int8",
            "pooled float32"),
        rows);
  }

  /** Mean absolute errors of each mote at the main horizon. */
  Table forecasts() {
    List<List<String>> rows = new ArrayList<>();
    for (Mote mote : Mote.ALL) {
      List<String> row = new ArrayList<>(List.of(mote.name()));
      for (int channel : List.of(Channels.TEMPERATURE, Channels.HUMIDITY)) {
        row.add(error(mote, channel, ForecastStudy.Errors::int8));
        row.add(error(mote, channel, ForecastStudy.Errors::float32));
        row.add(error(mote, channel, ForecastStudy.Errors::persistence));
      }
      rows.add(row);
    }
    List<String> average = new ArrayList<>(List.of("average"));
    for (int channel : List.of(Channels.TEMPERATURE, Channels.HUMIDITY)) {
      Horizon horizon = figures.settings().horizon();
      average.add(three(figures.forecastMean(horizon, channel, ForecastStudy.Errors::int8)));
      average.add(three(figures.forecastMean(horizon, channel, ForecastStudy.Errors::float32)));
      average.add(three(figures.forecastMean(horizon, channel, ForecastStudy.Errors::persistence)));
    }
    rows.add(average);
    return new Table(
        List.of("mote", "°C int8", "float32", "persistence", "% int8", "float32", "persistence"),
        rows);
  }

  private String error(Mote mote, int channel, ToDoubleFunction<ForecastStudy.Errors> of) {
    return three(figures.forecastMean(figures.settings().horizon(), mote, channel, of));
  }

  /** Error against persistence for every horizon tried. */
  Table horizons() {
    List<List<String>> rows = new ArrayList<>();
    for (Horizon horizon : Horizon.values()) {
      List<String> row = new ArrayList<>(List.of(horizon.minutes() + " min"));
      for (int channel : List.of(Channels.TEMPERATURE, Channels.HUMIDITY)) {
        row.add(three(figures.forecastMean(horizon, channel, ForecastStudy.Errors::ratio)));
        row.add(three(figures.forecastMean(horizon, channel, ForecastStudy.Errors::floatRatio)));
        long better =
            Mote.ALL.stream()
                .filter(
                    mote ->
                        figures.forecastMean(horizon, mote, channel, ForecastStudy.Errors::ratio)
                            < 1)
                .count();
        row.add(better + " of " + Mote.ALL.size());
      }
      rows.add(row);
    }
    return new Table(
        List.of("ahead", "°C int8", "float32", "int8 better", "% int8", "float32", "int8 better"),
        rows);
  }

  /** What each gateway did and scored in the main run. */
  Table gateways() {
    List<List<String>> rows = new ArrayList<>();
    for (Gateway gateway : figures.run().gateways()) {
      Prequential score = gateway.event().score();
      long events = score.count(1, 0) + score.count(1, 1);
      PipelineStats stats = gateway.pipelineStats();
      rows.add(
          List.of(
              gateway.mote().name(),
              Long.toString(stats.offered()),
              Long.toString(stats.frames()),
              events == 0 ? "-" : score.count(1, 1) + " of " + events,
              Long.toString(score.count(0, 1)),
              events == 0 ? "-" : three(gateway.event().f1()),
              three(gateway.forecast().ratioToPersistence(Channels.TEMPERATURE)),
              three(gateway.forecast().ratioToPersistence(Channels.HUMIDITY))));
    }
    return new Table(
        List.of(
            "gateway",
            "samples",
            "frames",
            "events seen",
            "false alarms",
            "F1",
            "°C / persistence",
            "% / persistence"),
        rows);
  }

  /** Samples of each gateway by what became of them, and by flag. */
  Table quality() {
    List<List<String>> rows = new ArrayList<>();
    for (Gateway gateway : figures.run().gateways()) {
      PipelineStats stats = gateway.pipelineStats();
      List<String> row = new ArrayList<>(List.of(gateway.mote().name()));
      for (long count :
          new long[] {
            stats.offered(), stats.delivered(), stats.dropped(), stats.late(), stats.duplicate(),
            stats.range(), stats.gap(), stats.stuck(), stats.missing(), stats.malformed()
          }) {
        row.add(Long.toString(count));
      }
      rows.add(row);
    }
    return new Table(
        List.of(
            "gateway",
            "offered",
            "delivered",
            "dropped",
            "late",
            "duplicate",
            "range",
            "gap",
            "stuck",
            "missing",
            "malformed"),
        rows);
  }

  /** What the carrier and the servers counted. */
  Table counters() {
    LinkStats link = figures.run().serverLink();
    List<List<String>> rows = new ArrayList<>();
    add(rows, "server's link: connections", link.connections());
    add(rows, "server's link: messages published", link.published());
    add(rows, "server's link: published but lost or refused", link.lost() + link.refused());
    add(rows, "server's link: messages received", link.received());
    addServer(rows, "event", figures.run().steamStats());
    addServer(rows, "forecast", figures.run().forecastStats());
    return new Table(List.of("counter", "count"), rows);
  }

  private static void addServer(List<List<String>> rows, String which, ServerStats stats) {
    add(rows, which + " server: updates accepted", stats.accepted());
    add(rows, which + " server: duplicates absorbed", stats.duplicates());
    add(rows, which + " server: updates too late", stats.late());
    add(rows, which + " server: updates refused", stats.refused());
    add(rows, which + " server: malformed messages", stats.malformedTotal());
  }

  private static void add(List<List<String>> rows, String name, long count) {
    rows.add(List.of(name, Long.toString(count)));
  }

  static String three(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
