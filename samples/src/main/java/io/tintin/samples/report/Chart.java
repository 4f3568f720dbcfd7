package io.tintin.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Charts as SVG text. Colours of text and grid come from the page's style. */
public final class Chart {
  private static final int WIDTH = 720;
  private static final int LEFT = 56;
  private static final int RIGHT = 16;
  private static final int TOP = 34;
  private static final int BOTTOM = 44;

  private final int height;
  private final StringBuilder svg = new StringBuilder();

  private Chart(int height, String title) {
    this.height = height;
    svg.append(
        format(
            "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            WIDTH, height, Html.escape(title)));
  }

  /** Lines over a numeric axis; {@code yHigh} is raised when a point is above it. */
  public static String lines(
      String title, String xLabel, String yLabel, double yHigh, List<Series> series) {
    return lines(title, xLabel, yLabel, 0, yHigh, series, List.of());
  }

  /**
   * Lines over a numeric axis, with spans of x shaded behind them.
   *
   * @param yLow lowered when a point is below it
   * @param spans each from its {@code x} to its {@code y}
   */
  public static String lines(
      String title,
      String xLabel,
      String yLabel,
      double yLow,
      double yHigh,
      List<Series> series,
      List<Series.Point> spans) {
    Chart chart = new Chart(260, title);
    double xLow = Double.MAX_VALUE;
    double xHigh = -Double.MAX_VALUE;
    double low = yLow;
    double high = yHigh;
    for (Series one : series) {
      for (Series.Point point : one.points()) {
        xLow = Math.min(xLow, point.x());
        xHigh = Math.max(xHigh, point.x());
        low = Math.min(low, point.y());
        high = Math.max(high, point.y());
      }
    }
    Axis x = new Axis(xLow, xHigh, LEFT, WIDTH - RIGHT);
    Axis y = new Axis(low, high, chart.height - BOTTOM, TOP);
    for (Series.Point span : spans) {
      chart.rectangle(
          "span",
          x.at(span.x()),
          TOP,
          x.at(span.y()) - x.at(span.x()),
          chart.height - BOTTOM - TOP,
          "");
    }
    chart.grid(y);
    for (double tick = x.firstTick(); tick <= x.high() + 1e-9; tick += x.tickStep()) {
      chart.text(x.at(tick), chart.height - BOTTOM + 16, "middle", x.label(tick));
    }
    for (Series one : series) {
      chart.polyline(one, x, y);
    }
    chart.labels(xLabel, yLabel);
    chart.legend(series);
    return chart.end();
  }

  /** Groups of bars, one group for each category, one bar for each series. */
  public static String bars(
      String title, List<String> categories, String yLabel, double yHigh, List<Series> series) {
    Chart chart = new Chart(280, title);
    double high = yHigh;
    for (Series one : series) {
      for (Series.Point point : one.points()) {
        high = Math.max(high, point.y());
      }
    }
    Axis y = new Axis(0, high, chart.height - BOTTOM, TOP);
    chart.grid(y);
    double group = (double) (WIDTH - LEFT - RIGHT) / categories.size();
    double bar = group * 0.76 / series.size();
    for (int c = 0; c < categories.size(); c++) {
      double start = LEFT + c * group + group * 0.12;
      for (int s = 0; s < series.size(); s++) {
        double value = series.get(s).points().get(c).y();
        String tip = series.get(s).name() + ": " + format("%.3f", value);
        chart.svg.append(
            format(
                "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'>"
                    + "<title>%s</title></rect>",
                start + s * bar,
                y.at(value),
                bar - 1.5,
                y.at(0) - y.at(value),
                series.get(s).color(),
                Html.escape(tip)));
      }
      chart.text(start + group * 0.38, chart.height - BOTTOM + 16, "middle", categories.get(c));
    }
    chart.labels("", yLabel);
    chart.legend(series);
    return chart.end();
  }

  private void grid(Axis y) {
    for (double tick = y.firstTick(); tick <= y.high() + 1e-9; tick += y.tickStep()) {
      double at = y.at(tick);
      svg.append(
          format(
              "<line class='grid' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/>",
              LEFT, WIDTH - RIGHT, at, at));
      text(LEFT - 8, at + 4, "end", y.label(tick));
    }
  }

  private void polyline(Series series, Axis x, Axis y) {
    List<String> corners = new ArrayList<>();
    for (Series.Point point : series.points()) {
      corners.add(format("%.1f,%.1f", x.at(point.x()), y.at(point.y())));
    }
    svg.append(
        format(
            "<polyline fill='none' stroke='%s' stroke-width='2' points='%s'/>",
            series.color(), String.join(" ", corners)));
  }

  private void labels(String xLabel, String yLabel) {
    text((LEFT + WIDTH - RIGHT) / 2.0, height - 8, "middle", xLabel);
    svg.append(
        format(
            "<text transform='translate(14,%d) rotate(-90)' text-anchor='middle'>%s</text>",
            (TOP + height - BOTTOM) / 2, Html.escape(yLabel)));
  }

  private void legend(List<Series> series) {
    double x = LEFT;
    for (Series one : series) {
      rectangle("key", x, 10, 12, 12, one.color());
      text(x + 17, 20, "start", one.name());
      x += 17 + 7.2 * one.name().length() + 18;
    }
  }

  private void rectangle(String css, double x, double y, double width, double h, String fill) {
    String paint = fill.isEmpty() ? "" : " fill='" + fill + "'";
    svg.append(
        format(
            "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'%s/>",
            css, x, y, width, h, paint));
  }

  private void text(double x, double y, String anchor, String text) {
    svg.append(
        format(
            "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>", x, y, anchor, Html.escape(text)));
  }

  private String end() {
    return svg.append("</svg>").toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
