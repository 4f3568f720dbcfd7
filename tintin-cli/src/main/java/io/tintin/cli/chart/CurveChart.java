package io.tintin.cli.chart;

import io.tintin.cli.chart.Canvas.Anchor;
import io.tintin.cli.chart.Canvas.Color;
import io.tintin.cli.chart.Canvas.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A learning curve as a picture: loss to the left, accuracy to the right, over epochs. */
public final class CurveChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 400;
  private static final int TOP = 84;
  private static final int BOTTOM = HEIGHT - 56;
  private static final int LEFT = 70;
  private static final int PANEL = 380;
  private static final int BETWEEN = 90;
  private static final int MARKED_EPOCHS = 40;

  private record Series(String name, Color color, ToDoubleFunction<LearningCurve.Epoch> value) {}

  private final LearningCurve curve;
  private final Canvas canvas;

  private CurveChart(LearningCurve curve, Canvas canvas) {
    this.curve = curve;
    this.canvas = canvas;
  }

  /** The kinds of pictures, named as files end. */
  public enum Kind {
    SVG,
    PNG;

    /**
     * The kind of a file.
     *
     * @throws IllegalArgumentException if the name ends in neither
     */
    public static Kind of(String fileName) {
      for (Kind kind : values()) {
        if (fileName
            .toLowerCase(Locale.ROOT)
            .endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new IllegalArgumentException("curve file must end in .svg or .png: " + fileName);
    }
  }

  /** The picture as the content of a file. */
  public static byte[] draw(LearningCurve curve, Kind kind) throws IOException {
    return kind == Kind.SVG ? svg(curve).getBytes(StandardCharsets.UTF_8) : png(curve);
  }

  static String svg(LearningCurve curve) {
    SvgCanvas canvas = new SvgCanvas(WIDTH, HEIGHT, curve.title());
    new CurveChart(curve, canvas).draw();
    return canvas.end();
  }

  static byte[] png(LearningCurve curve) throws IOException {
    PictureCanvas canvas = new PictureCanvas(WIDTH, HEIGHT);
    new CurveChart(curve, canvas).draw();
    return canvas.end();
  }

  private void draw() {
    canvas.text(new Point(LEFT, 32), Anchor.START, 18, Color.INK, curve.title());
    Series training = new Series("training", Color.ORANGE, LearningCurve.Epoch::trainingLoss);
    Series heldOut = new Series(curve.heldOut(), Color.BLUE, LearningCurve.Epoch::heldOutLoss);
    List<Series> losses = List.of(training, heldOut);
    double highest = 1e-3;
    for (Series series : losses) {
      highest = Math.max(highest, most(series));
    }
    panel(LEFT, "cross-entropy, nats", new Axis(0, 1.05 * highest, BOTTOM, TOP, 0), losses);
    Series accuracy =
        new Series(curve.heldOut(), Color.BLUE, epoch -> 100 * epoch.heldOutAccuracy());
    double least = curve.epochs().stream().mapToDouble(accuracy.value).min().orElse(0);
    double most = most(accuracy);
    double margin = Math.max(0.25, 0.15 * (most - least));
    double low = Math.max(0, least - margin);
    double high = Math.min(100, most + margin);
    panel(
        LEFT + PANEL + BETWEEN,
        "accuracy, %",
        new Axis(low, high, BOTTOM, TOP, 0),
        List.of(accuracy));
  }

  private double most(Series series) {
    return curve.epochs().stream().mapToDouble(series.value).max().orElse(0);
  }

  private void panel(int left, String label, Axis y, List<Series> all) {
    int last = curve.epochs().get(curve.epochs().size() - 1).number();
    Axis x = new Axis(1, Math.max(last, 2), left, left + PANEL, 1);
    y.ticks()
        .forEach(
            tick -> {
              line(left, y.at(tick), left + PANEL, y.at(tick));
              text(left - 8, y.at(tick) + 4, Anchor.END, y.label(tick));
            });
    x.ticks().forEach(tick -> text(x.at(tick), BOTTOM + 20, Anchor.MIDDLE, x.label(tick)));
    canvas.polyline(
        List.of(new Point(left, BOTTOM), new Point(left + PANEL, BOTTOM)), Color.SOFT, 1);
    text(left + PANEL / 2.0, BOTTOM + 44, Anchor.MIDDLE, "epoch");
    canvas.textUpwards(new Point(left - 48, (TOP + BOTTOM) / 2.0), 13, Color.SOFT, label);
    double key = left;
    for (Series series : all) {
      series(series, x, y);
      canvas.polyline(
          List.of(new Point(key, TOP - 22), new Point(key + 22, TOP - 22)), series.color, 2.5);
      text(key + 29, TOP - 18, Anchor.START, series.name);
      key += 29 + 8 * series.name.length() + 24;
    }
  }

  private void series(Series series, Axis x, Axis y) {
    List<Point> points =
        curve.epochs().stream()
            .map(epoch -> new Point(x.at(epoch.number()), y.at(series.value.applyAsDouble(epoch))))
            .toList();
    canvas.polyline(points, series.color, 2.5);
    if (points.size() <= MARKED_EPOCHS) {
      points.forEach(point -> canvas.dot(point, 3.5, series.color));
    }
  }

  private void line(double x1, double y1, double x2, double y2) {
    canvas.polyline(List.of(new Point(x1, y1), new Point(x2, y2)), Color.LINE, 1);
  }

  private void text(double x, double y, Anchor anchor, String text) {
    canvas.text(new Point(x, y), anchor, 13, Color.SOFT, text);
  }
}
