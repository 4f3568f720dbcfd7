package io.tintin.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CurveChartTest {
  private static final LearningCurve CURVE =
      new LearningCurve(
          "lenet5 on <mnist> & 'more'",
          "validation",
          List.of(
              new LearningCurve.Epoch(1, 0.50, 0.25, 0.92),
              new LearningCurve.Epoch(2, 0.20, 0.15, 0.95),
              new LearningCurve.Epoch(3, 0.10, 0.12, 0.96)));

  private static Document parse(byte[] svg) throws Exception {
    String text = new String(svg, StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void svgNamesAxesAndSeries() throws Exception {
    Document svg = parse(CurveChart.draw(CURVE, CurveChart.Kind.SVG));
    assertThat(texts(svg))
        .contains(
            "lenet5 on <mnist> & 'more'",
            "cross-entropy, nats",
            "accuracy, %",
            "epoch",
            "training",
            "validation")
        .containsSequence("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "1", "2", "3")
        .containsSequence("92", "93", "94", "95", "96");
  }

  @Test
  void svgHasAPointForEachEpochOfEachSeries() throws Exception {
    Document svg = parse(CurveChart.draw(CURVE, CurveChart.Kind.SVG));
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(9);
    String text = CurveChart.svg(CURVE);
    // Training loss: 0.50, 0.20 and 0.10 of 0.525 from 344 up to 84; epochs 1 to 3 from 70 to 450.
    assertThat(text).contains("points='70.0,96.4 260.0,245.0 450.0,294.5' fill='none'");
  }

  @Test
  void pngIsAPictureOfBothColours() throws Exception {
    byte[] png = CurveChart.draw(CURVE, CurveChart.Kind.PNG);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(1920);
    assertThat(image.getHeight()).isEqualTo(800);
    assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    // The first points of the training loss and of the accuracy.
    assertThat(image.getRGB(2 * 70, 2 * 96) & 0xFFFFFF).isEqualTo(0xD9772B);
    assertThat(image.getRGB(2 * 450, 2 * 285) & 0xFFFFFF).isEqualTo(0x2F6FDE);
  }

  @Test
  void oneEpochAndNoLossAreDrawn() throws Exception {
    LearningCurve one =
        new LearningCurve("one", "test", List.of(new LearningCurve.Epoch(1, 0, 0, 1)));
    String svg = new String(CurveChart.draw(one, CurveChart.Kind.SVG), StandardCharsets.UTF_8);
    assertThat(svg).contains("<circle").doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void kindIsTheEndOfTheName() {
    assertThat(CurveChart.Kind.of("a.b/curve.SVG")).isEqualTo(CurveChart.Kind.SVG);
    assertThat(CurveChart.Kind.of("curve.png")).isEqualTo(CurveChart.Kind.PNG);
    assertThatThrownBy(() -> CurveChart.Kind.of("curve.jpg"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("curve file must end in .svg or .png: curve.jpg");
  }
}
