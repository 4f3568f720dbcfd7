package io.tintin.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.device.sim.SimulatedDevice;
import io.tintin.device.sim.VirtualTime;
import io.tintin.sensors.feature.Feature;
import io.tintin.sensors.feature.Features;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.LabelJoiner;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Quantity;
import io.tintin.sensors.source.CsvSource;
import io.tintin.sensors.window.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/sensors.md: it compiles, runs, and is the text that stands there. */
class DocumentedExampleTest {
  private static final Path SOURCE =
      Path.of("src/test/java/io/tintin/sensors/DocumentedExampleTest.java");

  @TempDir Path folder;

  private final List<String> learned = new ArrayList<>();

  // [example]
  private static final ChannelSpec TEMPERATURE =
      ChannelSpec.of(
              "temperature", Quantity.TEMPERATURE, -2, Duration.ofSeconds(5)) // 21.57 degC is 2157
          .withRange(-4_000, 8_500)
          .withStuckAfter(720);

  private static final ChannelSpec HUMIDITY =
      ChannelSpec.of("humidity", Quantity.HUMIDITY, -2, Duration.ofSeconds(5))
          .withRange(0, 10_000)
          .withStuckAfter(720);

  private static final Feature[] FEATURES = {
    Features.last().withFloor(50),
    Features.spread().withFloor(10),
    Features.slopePerMinute().withFloor(10),
    Features.aboveTrailingMean(Duration.ofMinutes(5)).withFloor(10),
    Features.aboveTrailingMean(Duration.ofMinutes(30)).withFloor(10),
    Features.changeSince(Duration.ofSeconds(30)).withFloor(10),
  };

  /** Replays one mote: each reading gives a frame, which meets its labels later. */
  void replay(Path csv, String mote) throws Exception {
    // How much warmer it is ten minutes later, brought to int8 by its own statistics.
    long horizon = Duration.ofMinutes(10).toNanos();
    Normalizer target = new Normalizer(NormalizerOptions.DEFAULT, 10);
    LabelJoiner forecasts =
        new LabelJoiner(horizon, 0, 1_000, (frame, later) -> learnChange(target, frame, later));
    LabelJoiner events = new LabelJoiner(0, Duration.ofMinutes(1).toNanos(), 100, this::learnEvent);

    try (SimulatedDevice device = SimulatedDevice.on(VirtualTime.manual(), "mote-" + mote);
        CsvSource source =
            CsvSource.builder(csv)
                .indexColumn("reading", 0, Duration.ofSeconds(5))
                .onlyWhere("mote_id", mote)
                .channel(TEMPERATURE, "temperature")
                .channel(HUMIDITY, "humidity")
                .label("label", events)
                .open()) {
      Pipeline pipeline =
          Pipeline.builder(device.time())
              .channel(TEMPERATURE)
              .channel(HUMIDITY)
              .features(FEATURES)
              .window(Window.sliding(Duration.ofMinutes(2), Duration.ofSeconds(5)))
              .normalizer(NormalizerOptions.DEFAULT.withWarmUp(120))
              .listener(
                  frame -> {
                    events.frame(frame);
                    forecasts.frame(frame);
                    if (frame.isPresent(0)) {
                      forecasts.value(frame.toNanos(), frame.raw(0));
                    }
                  })
              .build();
      pipeline.run(source);
      device.store().commit("normalizer", pipeline.normalizer().snapshot());
    }
  }

  private void learnChange(Normalizer target, Frame frame, int later) {
    if (!frame.isPresent(0)) {
      return;
    }
    int change = later - frame.raw(0);
    byte wanted = target.apply(0, change);
    target.learn(0, change);
    // ... test, then train: features frame.copyTo(input, 0), target wanted.
    // A forecast z of the model is target.invert(0, z) steps of 0.01 degC.
    learned.add("change " + wanted);
  }

  private void learnEvent(Frame frame, int label) {
    // ... test, then train: class label.
    learned.add("event " + label);
  }

  // [example]

  @Test
  void exampleRuns() throws Exception {
    StringBuilder csv = new StringBuilder("reading,mote_id,indoor,humidity,temperature,label\n");
    for (int i = 1; i <= 300; i++) {
      String reading = i + ",3,1,4" + i % 7 + ".10,2" + i % 5 + ".21," + (i == 200 ? 1 : 0);
      csv.append(reading).append('\n');
    }
    replay(Files.writeString(folder.resolve("data.csv"), csv), "3");
    assertThat(learned.stream().filter(line -> line.startsWith("event"))).hasSize(300);
    assertThat(learned.stream().filter(line -> line.equals("event 1"))).hasSize(1);
    assertThat(learned.stream().filter(line -> line.startsWith("change"))).hasSize(180);
  }

  @Test
  void exampleIsTheOneInTheDocumentation() throws Exception {
    String code = Files.readString(SOURCE).split("// \\[example]\n")[1].stripTrailing();
    String text = Files.readString(Path.of("../docs/sensors.md"));
    assertThat(text).contains("```java\n" + code + "\n```");
  }
}
