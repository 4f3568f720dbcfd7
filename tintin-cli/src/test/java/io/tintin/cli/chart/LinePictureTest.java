package io.tintin.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.chart.LinePicture.Line;
import io.tintin.cli.chart.LinePicture.Panel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LinePictureTest {
  private static final List<Double> PLACES = List.of(0.0, 10.0, 20.0);

  private static Panel panel(String title) {
    return new Panel(
        title,
        "steps",
        "accuracy, %",
        PLACES,
        List.of(
            new Line("int8", List.of(50.0, 70.0, 90.0)),
            new Line("float32", List.of(50.0, 60.0, 80.0))));
  }

  @Test
  void svgNamesPanelsAxesAndLines() {
    String svg = LinePicture.svg("all & more", List.of(panel("left"), panel("right")), 100);
    assertThat(svg)
        .contains("all &amp; more", ">left<", ">right<", ">steps<", ">accuracy, %<", ">int8<")
        .contains(">60<", ">80<", ">10<", ">20<");
  }

  @Test
  void linesGoFromLowerLeftToUpperRight() throws Exception {
    List<Panel> panels = List.of(panel("alone"));
    PictureCanvas canvas = new PictureCanvas(960, LinePicture.height(panels, 100));
    LinePicture.draw(canvas, "picture", panels, 100);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(canvas.end()));
    int blue = 0x2F6FDE;
    int leftmost = -1;
    int rightmost = -1;
    for (int x = 140; x < 910; x++) {
      for (int y = 200; y < 400; y++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == blue) {
          leftmost = leftmost < 0 ? y : leftmost;
          rightmost = y;
        }
      }
    }
    assertThat(leftmost).isGreaterThan(380);
    assertThat(rightmost).isBetween(200, 220);
  }

  @Test
  void everyPlaceNeedsAValue() {
    List<Line> lines = List.of(new Line("a", List.of(1.0)));
    assertThatThrownBy(() -> new Panel("p", "x", "y", PLACES, lines))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value count of line a must be 3: 1");
  }
}
