package io.tintin.cli.chart;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws SVG text. */
final class SvgCanvas implements Canvas {
  private final StringBuilder svg = new StringBuilder();

  SvgCanvas(int width, int height, String title) {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d'"
            + " font-family='system-ui, sans-serif' role='img' aria-label='%s'>",
        width, height, width, height, escape(title));
    add("<rect width='%d' height='%d' fill='#ffffff'/>", width, height);
  }

  @Override
  public void polyline(List<Point> points, Color color, double width) {
    String corners =
        points.stream()
            .map(point -> format("%.1f,%.1f", point.x(), point.y()))
            .collect(Collectors.joining(" "));
    add(
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='%.1f'"
            + " stroke-linejoin='round'/>",
        corners, css(color), width);
  }

  @Override
  public void dot(Point center, double radius, Color color) {
    add(
        "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s'/>",
        center.x(), center.y(), radius, css(color));
  }

  @Override
  public void text(Point at, Anchor anchor, int size, Color color, String text) {
    add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
        at.x(), at.y(), anchor.name().toLowerCase(Locale.ROOT), size, css(color), escape(text));
  }

  @Override
  public void textUpwards(Point at, int size, Color color, String text) {
    add(
        "<text transform='translate(%.1f,%.1f) rotate(-90)' text-anchor='middle' font-size='%d'"
            + " fill='%s'>%s</text>",
        at.x(), at.y(), size, css(color), escape(text));
  }

  /** The whole picture. */
  String end() {
    return svg + "</svg>\n";
  }

  private void add(String pattern, Object... values) {
    svg.append(format(pattern, values)).append('\n');
  }

  private static String css(Color color) {
    return format("#%06x", color.rgb());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replaceAll("\\p{Cntrl}", " ");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
