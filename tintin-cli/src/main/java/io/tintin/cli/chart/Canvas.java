package io.tintin.cli.chart;

import java.util.List;

/** What charts are drawn on; from the upper left corner, in pixels. */
interface Canvas {
  /** Where a text is held. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A place. */
  record Point(double x, double y) {}

  /** A line through all points. */
  void polyline(List<Point> points, Color color, double width);

  /** A filled disc. */
  void dot(Point center, double radius, Color color);

  /** Text on a base line. */
  void text(Point at, Anchor anchor, int size, Color color, String text);

  /** Text that runs upwards, held in its middle. */
  void textUpwards(Point at, int size, Color color, String text);

  /** The colours of charts, red, green and blue. */
  enum Color {
    INK(0x1C2733),
    SOFT(0x5D6B7A),
    LINE(0xDFE4EA),
    BLUE(0x2F6FDE),
    ORANGE(0xD9772B);

    private final int rgb;

    Color(int rgb) {
      this.rgb = rgb;
    }

    int rgb() {
      return rgb;
    }
  }
}
