package io.tintin.cli.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws a PNG picture, of twice as many pixels each way. */
final class PictureCanvas implements Canvas {
  private static final int ZOOM = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  PictureCanvas(int width, int height) {
    image = new BufferedImage(ZOOM * width, ZOOM * height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(java.awt.Color.WHITE);
    graphics.fillRect(0, 0, ZOOM * width, ZOOM * height);
    graphics.scale(ZOOM, ZOOM);
  }

  @Override
  public void polyline(List<Point> points, Color color, double width) {
    Path2D path = new Path2D.Double();
    for (Point point : points) {
      if (path.getCurrentPoint() == null) {
        path.moveTo(point.x(), point.y());
      } else {
        path.lineTo(point.x(), point.y());
      }
    }
    use(color);
    graphics.setStroke(
        new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    graphics.draw(path);
  }

  @Override
  public void dot(Point center, double radius, Color color) {
    use(color);
    graphics.fill(
        new Ellipse2D.Double(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius));
  }

  @Override
  public void text(Point at, Anchor anchor, int size, Color color, String text) {
    use(color);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
    double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
    double before =
        switch (anchor) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    graphics.drawString(text, (float) (at.x() - before), (float) at.y());
  }

  @Override
  public void textUpwards(Point at, int size, Color color, String text) {
    AffineTransform upright = graphics.getTransform();
    graphics.translate(at.x(), at.y());
    graphics.rotate(-Math.PI / 2);
    text(new Point(0, 0), Anchor.MIDDLE, size, color, text);
    graphics.setTransform(upright);
  }

  private void use(Color color) {
    graphics.setColor(new java.awt.Color(color.rgb()));
  }

  /** The whole picture. */
  byte[] end() throws IOException {
    graphics.dispose();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", png)) {
      throw new IOException("this Java has no writer for PNG");
    }
    return png.toByteArray();
  }
}
