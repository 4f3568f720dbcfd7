package io.tintin.cli.chart;

import io.tintin.cli.chart.Canvas.Anchor;
import io.tintin.cli.chart.Canvas.Color;
import io.tintin.cli.chart.Canvas.Point;
import java.util.ArrayList;
import java.util.List;

/** Panels of lines, two beside each other, as an SVG picture. */
public final class LinePicture {
  private static final int WIDTH = 960;
  private static final int LEFT = 70;
  private static final int PANEL = 380;
  private static final int BETWEEN = 90;
  private static final int HEADER = 44;
  private static final int ABOVE = 56;
  private static final int BELOW = 50;
  private static final List<Color> COLORS =
      List.of(Color.BLUE, Color.ORANGE, Color.INK, Color.SOFT);

  /** One line through points whose places are those of the panel. */
  public record Line(String name, List<Double> values) {
    public Line {
      values = List.copyOf(values);
    }
  }

  /**
   * One diagram.
   *
   * @param places of the points of all lines, from left to right, at least two
   * @param lines at most four, each with a value for each place
   */
  public record Panel(
      String title, String placeLabel, String valueLabel, List<Double> places, List<Line> lines) {
    public Panel {
      places = List.copyOf(places);
      lines = List.copyOf(lines);
      for (Line line : lines) {
        if (line.values.size() != places.size()) {
          throw new IllegalArgumentException(
              "value count of line "
                  + line.name
                  + " must be "
                  + places.size()
                  + ": "
                  + line.values.size());
        }
      }
    }
  }

  private final Canvas canvas;
  private final int panelHeight;

  private LinePicture(Canvas canvas, int panelHeight) {
    this.canvas = canvas;
    this.panelHeight = panelHeight;
  }

  /**
   * The text of a picture.
   *
   * @param panelHeight of the diagrams without their words, in pixels
   */
  public static String svg(String title, List<Panel> panels, int panelHeight) {
    SvgCanvas canvas = new SvgCanvas(WIDTH, height(panels, panelHeight), title);
    draw(canvas, title, panels, panelHeight);
    return canvas.end();
  }

  static int height(List<Panel> panels, int panelHeight) {
    return HEADER + (panels.size() + 1) / 2 * (ABOVE + panelHeight + BELOW);
  }

  static void draw(Canvas canvas, String title, List<Panel> panels, int panelHeight) {
    canvas.text(new Point(LEFT, 32), Anchor.START, 18, Color.INK, title);
    LinePicture picture = new LinePicture(canvas, panelHeight);
    for (int p = 0; p < panels.size(); p++) {
      int left = LEFT + p % 2 * (PANEL + BETWEEN);
      picture.panel(panels.get(p), left, HEADER + p / 2 * (ABOVE + panelHeight + BELOW) + ABOVE);
    }
  }

  private void panel(Panel panel, int left, int top) {
    int bottom = top + panelHeight;
    double low = extreme(panel, -1);
    double high = extreme(panel, 1);
    double margin = Math.max(1e-3, 0.05 * (high - low));
    Axis y = new Axis(low - margin, high + margin, bottom, top, 0);
    double first = panel.places.get(0);
    Axis x = new Axis(first, panel.places.get(panel.places.size() - 1), left, left + PANEL, 0);
    y.ticks()
        .forEach(
            tick -> {
              List<Point> ends =
                  List.of(new Point(left, y.at(tick)), new Point(left + PANEL, y.at(tick)));
              canvas.polyline(ends, Color.LINE, 1);
              text(left - 8, y.at(tick) + 4, Anchor.END, y.label(tick));
            });
    x.ticks().forEach(tick -> text(x.at(tick), bottom + 20, Anchor.MIDDLE, x.label(tick)));
    text(left + PANEL / 2.0, bottom + 40, Anchor.MIDDLE, panel.placeLabel);
    canvas.textUpwards(
        new Point(left - 48, (top + bottom) / 2.0), 13, Color.SOFT, panel.valueLabel);
    canvas.text(new Point(left, top - 30), Anchor.START, 14, Color.INK, panel.title);
    double key = left;
    for (int l = 0; l < panel.lines.size(); l++) {
      Line line = panel.lines.get(l);
      line(line, panel.places, COLORS.get(l), x, y);
      if (panel.lines.size() > 1) {
        canvas.polyline(
            List.of(new Point(key, top - 14), new Point(key + 16, top - 14)), COLORS.get(l), 2.5);
        text(key + 21, top - 10, Anchor.START, line.name);
        key += 21 + 7 * line.name.length() + 14;
      }
    }
  }

  private static double extreme(Panel panel, int sign) {
    double most = Double.NEGATIVE_INFINITY;
    for (Line line : panel.lines) {
      for (double value : line.values) {
        most = Math.max(most, sign * value);
      }
    }
    return sign * most;
  }

  private void line(Line line, List<Double> places, Color color, Axis x, Axis y) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      points.add(new Point(x.at(places.get(i)), y.at(line.values.get(i))));
    }
    canvas.polyline(points, color, places.size() > 100 ? 1 : 2);
  }

  private void text(double x, double y, Anchor anchor, String text) {
    canvas.text(new Point(x, y), anchor, 13, Color.SOFT, text);
  }
}
