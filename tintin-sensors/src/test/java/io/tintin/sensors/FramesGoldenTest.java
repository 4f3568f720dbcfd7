package io.tintin.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.feature.Features;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.sensors.golden.GoldenCase;
import io.tintin.sensors.source.CsvSource;
import io.tintin.sensors.window.Window;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** From rows to frames with every feature, a flag of each kind, and a clock that was set back. */
class FramesGoldenTest {
  private final List<Frame> frames = new ArrayList<>();

  private Pipeline pipeline(NormalizerOptions options) {
    return Pipeline.builder(Fixtures.clock())
        .channel(
            Fixtures.TEMPERATURE,
            Features.last().withFloor(10),
            Features.mean().withFloor(10),
            Features.min().withFloor(10),
            Features.max().withFloor(10),
            Features.spread().withFloor(5),
            Features.slopePerMinute().withFloor(5),
            Features.aboveTrailingMean(Duration.ofMinutes(1)).withFloor(5),
            Features.aboveEarlierMean(Duration.ofSeconds(20), Duration.ofSeconds(10)).withFloor(5),
            Features.changeSince(Duration.ofSeconds(10)).withFloor(5))
        .channel(
            Fixtures.HUMIDITY,
            Features.last().withFloor(10),
            Features.spread().withFloor(10),
            Features.slopePerHour().withFloor(100))
        .window(Window.sliding(Duration.ofSeconds(30), Duration.ofSeconds(5)))
        .maxJump(Duration.ofSeconds(15))
        .normalizer(options)
        .listener(frames::add)
        .build();
  }

  private void run(Pipeline pipeline) throws Exception {
    InputStream in = getClass().getResourceAsStream("/golden/motes.csv");
    try (CsvSource source =
        CsvSource.builder("motes.csv", Objects.requireNonNull(in))
            .indexColumn("reading", 0, Duration.ofSeconds(5))
            .onlyWhere("mote_id", "1")
            .channel(Fixtures.TEMPERATURE, "temperature")
            .channel(Fixtures.HUMIDITY, "humidity")
            .open()) {
      pipeline.run(source);
    }
  }

  @Test
  void readingsGiveTheFramesOfTheReference() throws Exception {
    Pipeline pipeline = pipeline(new NormalizerOptions(4, 4, true));
    run(pipeline);
    assertThat(frames.stream().map(Frame::toString))
        .containsExactlyElementsOf(GoldenCase.lines("motes.frames"));
    assertThat(frames.get(frames.size() - 1).clockEpoch()).isEqualTo(1);
    PipelineStats stats = pipeline.stats();
    assertThat(stats.isConserved()).isTrue();
    assertThat(stats.offered()).isEqualTo(68);
    assertThat(stats.duplicate()).isEqualTo(4);
    assertThat(stats.late()).isEqualTo(20);
    assertThat(stats.dropped()).isEqualTo(6);
    assertThat(stats.future()).isEqualTo(6);
    assertThat(stats.delivered()).isEqualTo(38);
  }

  @Test
  void uncentredReadingsGiveTheFramesOfTheReference() throws Exception {
    run(pipeline(new NormalizerOptions(4, 4, false)));
    assertThat(frames.stream().map(Frame::toString))
        .containsExactlyElementsOf(GoldenCase.lines("motes-uncentred.frames"));
  }
}
