package io.tintin.samples.motes.demo;

import io.tintin.core.model.ModelCodec;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.MotesResult;
import io.tintin.samples.motes.study.EventStudy;
import io.tintin.samples.motes.study.ForecastStudy;
import io.tintin.samples.report.Html;
import io.tintin.samples.report.Table;
import io.tintin.transport.federation.RoundReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The report: text for the terminal, a page with charts, and a CSV of every figure. */
final class MotesReport {
  static final String PAGE = "report.html";

  private static final String SOURCE =
      "Readings: Suthaharan, Alzahrani, Rajasegarar, Leckie, Palaniswami, Labelled data collection"
          + " for anomaly detection in wireless sensor networks, ISSNIP 2010; ODC-By 1.0 / CC BY"
          + " 4.0.";

  private final Figures figures;
  private final MotesTables tables;

  MotesReport(Figures figures) {
    this.figures = figures;
    this.tables = new MotesTables(figures);
  }

  /** Tables for the terminal. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (figures.studySeeds() > 0) {
      text.append(eventTitle()).append('\n').append(tables.events().toText()).append('\n');
      text.append(forecastTitle()).append('\n').append(tables.forecasts().toText()).append('\n');
      text.append("Error against persistence, mean over motes; below 1 is better\n");
      text.append(tables.horizons().toText()).append('\n');
    }
    text.append("Main run: each gateway scores itself before it learns\n");
    return text.append(tables.gateways().toText()).append('\n').toString();
  }

  private String eventTitle() {
    return "Steam events, F1 on the mote left out of training, mean of "
        + figures.studySeeds()
        + " seeds";
  }

  private String forecastTitle() {
    return "Forecast "
        + figures.settings().horizon().minutes()
        + " minutes ahead, mean absolute error, mean of "
        + figures.studySeeds()
        + " seeds";
  }

  /**
   * Writes {@code report.html}, {@code figures.csv} and both models; the SHA-256 over the two model
   * files, the event's first, is the hash of the global model.
   *
   * @return the page
   */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path page = folder.resolve(PAGE);
    Files.writeString(page, page(), StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("figures.csv"), csv(), StandardCharsets.UTF_8);
    MotesResult run = figures.run();
    Files.write(folder.resolve("event.model"), ModelCodec.encode(run.steam().model()));
    Files.write(folder.resolve("forecast.model"), ModelCodec.encode(run.forecast().model()));
    return page;
  }

  private String page() {
    MotesCharts charts = new MotesCharts(figures);
    Html html =
        new Html("Eight motes learn together")
            .paragraph(
                "Eight gateways replay the readings of eight real wireless motes, detect steam and"
                    + " forecast humidity and temperature with int8 networks that they train"
                    + " themselves, and share what they learn in federated rounds.")
            .code("Global model SHA-256:", figures.run().globalModelId().toString())
            .note(
                "Carrier: "
                    + figures.carrier()
                    + ". Seed "
                    + figures.settings().seed()
                    + ", "
                    + figures.settings().plan().rounds()
                    + " rounds.");
    if (figures.studySeeds() > 0) {
      html.heading("Steam events on a mote that was left out")
          .paragraph(
              "Four motes saw steam, once each. For each of them the other seven train, and all"
                  + " its readings are the test: so each fold leaves out one event of four. Alone: what"
                  + " a mote that never saw an event learns by itself, mean of four such motes."
                  + " Novelty: the same mote flags what is further out than all it saw. Pooled: one"
                  + " learner that sees the readings of all seven. Features and settings were chosen"
                  + " with these folds in view.")
          .note(eventTitle())
          .table(tables.events())
          .figure(charts.folds(), "F1 by mote left out.")
          .figure(
              charts.learningCurves(),
              "F1 on the mote left out after each round, mean of the seeds. " + rounds());
      for (Mote mote : figures.leftOut()) {
        html.figure(
            charts.detection(mote),
            mote.name() + ", left out: humidity around its event. Shaded: labelled as steam.");
      }
      html.heading("Forecasts")
          .paragraph(
              "Each forecast is scored when its time has come, before the gateway learns from it."
                  + " Persistence says that nothing changes. Float32 is the same network in the"
                  + " same rounds.")
          .note(forecastTitle())
          .table(tables.forecasts())
          .figure(charts.ratios(Channels.TEMPERATURE), "Temperature: error against persistence.")
          .figure(charts.ratios(Channels.HUMIDITY), "Humidity: error against persistence.")
          .note("Horizons tried; error against persistence, mean over motes.")
          .table(tables.horizons())
          .figure(charts.horizons(), "Below 1, the forecast beats persistence.");
    }
    return html.heading("The main run")
        .note("Test, then train: scores of predictions made before their example was learned.")
        .table(tables.gateways())
        .note("What became of the samples; offered = delivered + dropped + late + duplicate.")
        .table(tables.quality())
        .note("What the server counted.")
        .table(tables.counters())
        .note(SOURCE)
        .page();
  }

  private String rounds() {
    int perCampaign = figures.settings().plan().perCampaign();
    return "Rounds 1 to "
        + perCampaign
        + " are the first campaign, "
        + (perCampaign + 1)
        + " to "
        + 2 * perCampaign
        + " the second, the rest rehearsal.";
  }

  private String csv() {
    StringBuilder csv = new StringBuilder("study,mote,seed,horizon_minutes,round,figure,value\n");
    for (EventStudy.Fold fold : figures.folds()) {
      String start = "event," + fold.mote().name() + "," + fold.seed() + ",,";
      line(csv, start + ",f1 alone", fold.alone());
      line(csv, start + ",f1 alone novelty", fold.novelty());
      line(csv, start + ",f1 federated int8", fold.federated());
      line(csv, start + ",f1 pooled int8", fold.pooledInt8());
      line(csv, start + ",f1 pooled float32", fold.pooledFloat32());
      for (int r = 0; r < fold.curve().size(); r++) {
        line(csv, start + (r + 1) + ",f1 federated int8 after round", fold.curve().get(r));
      }
    }
    figures
        .forecasts()
        .forEach(
            (horizon, all) -> {
              for (ForecastStudy.Errors errors : all) {
                String start =
                    "forecast,"
                        + errors.mote().name()
                        + ","
                        + errors.seed()
                        + ","
                        + horizon.minutes()
                        + ",,"
                        + Channels.NAMES.get(errors.channel());
                line(csv, start + " mae federated int8", errors.int8());
                line(csv, start + " mae federated float32", errors.float32());
                line(csv, start + " mae persistence", errors.persistence());
              }
            });
    table(csv, "gateway", tables.gateways());
    table(csv, "quality", tables.quality());
    table(csv, "counter", tables.counters());
    for (RoundReport round : figures.run().steam().rounds()) {
      String start = "round,,,," + round.round() + ",";
      csv.append(start).append("gateways,").append(round.contributors().size()).append('\n');
      csv.append(start).append("examples,").append(round.exampleCount()).append('\n');
    }
    return csv.toString();
  }

  /** A table as figures: its first column names the mote or the counter. */
  private static void table(StringBuilder csv, String study, Table table) {
    for (List<String> row : table.rows()) {
      for (int c = 1; c < row.size(); c++) {
        String figure = table.header().get(c).replace(',', ' ');
        csv.append(study).append(',').append(row.get(0).replace(',', ' ')).append(",,,,");
        csv.append(figure).append(',').append(row.get(c)).append('\n');
      }
    }
  }

  private static void line(StringBuilder csv, String start, double value) {
    csv.append(start).append(',').append(String.format(Locale.ROOT, "%.5f", value)).append('\n');
  }
}
