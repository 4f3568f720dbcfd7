package io.tintin.sensors.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.device.sim.VirtualClock;
import io.tintin.device.sim.VirtualTime;
import io.tintin.device.time.ClockTrust;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.Quantity;
import io.tintin.sensors.sample.SampleSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest extends SensorSourceContract {
  private static final long SECOND = 1_000_000_000L;
  private static final ChannelSpec TEMPERATURE =
      ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2, Duration.ofSeconds(5));
  private static final ChannelSpec HUMIDITY =
      ChannelSpec.of("humidity", Quantity.HUMIDITY, -2, Duration.ofSeconds(5));

  @TempDir Path folder;

  private final List<String> samples = new ArrayList<>();
  private final SampleSink sink =
      (channel, nanos, value, quality) -> {
        samples.add(
            channel + "@" + nanos / SECOND + "s=" + value + " " + Quality.describe(quality));
        return Offer.ACCEPTED;
      };

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), String.join("\n", lines));
  }

  /** How the source gets the file. */
  protected CsvSourceBuilder builder(Path file) throws IOException {
    return CsvSource.builder(file);
  }

  private CsvSourceBuilder motes(Path file) throws IOException {
    return builder(file)
        .indexColumn("reading", 0, Duration.ofSeconds(5))
        .channel(TEMPERATURE, "temperature")
        .channel(HUMIDITY, "humidity");
  }

  @Override
  protected SensorSource open() throws Exception {
    return motes(file("reading,temperature,humidity", "1,1,2", "2,x,", "3,5,6")).open();
  }

  private void readAll(CsvSource source) throws Exception {
    while (source.poll(sink) != SensorSource.Poll.END) {
      // next row
    }
  }

  @Test
  void rowsOfOneMoteBecomeSamplesAndLabels() throws Exception {
    Path file =
        file(
            "reading,mote_id,indoor,humidity,temperature,label",
            "1,1,0,43.82,30.21,0",
            "1,2,0,50.00,20.00,1",
            "2, 1 ,0,43.9,-0.005,1");
    List<String> labels = new ArrayList<>();
    try (CsvSource source =
        motes(file)
            .onlyWhere("mote_id", "1")
            .label("label", (from, to, label) -> labels.add(from / SECOND + "s=" + label))
            .open()) {
      assertThat(source.channels()).containsExactly(TEMPERATURE, HUMIDITY);
      readAll(source);
      assertThat(source.stats()).isEqualTo(new CsvStats(3, 0, 1, 0, 4, 0, 0, 0, 0));
    }
    assertThat(samples)
        .containsExactly("0@5s=3021 GOOD", "1@5s=4382 GOOD", "0@10s=-1 GOOD", "1@10s=4390 GOOD");
    assertThat(labels).containsExactly("5s=0", "10s=1");
  }

  @Test
  void badRowsAreFlaggedAndCountedAndTheRunGoesOn() throws Exception {
    Path file =
        file(
            "\uFEFFreading,temperature,humidity,label",
            "1,,nan,0",
            "2,abc,1e40,x",
            "3",
            "4,1,2,3,4,5,6",
            "",
            "x,1,2,0",
            ",1,2,0",
            "99999999999999999999,1,2,0",
            "9223372036854775807,1,2,0",
            "5,\"1,2,0",
            "6,\"1\"x,2,0",
            "7,\"1.5\",2.5,99999999999",
            "8,99999999.99,1,0",
            "9,1,2,0");
    try (CsvSource source = motes(file).label("label", (from, to, label) -> {}).open()) {
      readAll(source);
      CsvStats stats = source.stats();
      assertThat(stats.rows()).isEqualTo(13);
      assertThat(stats.untimed()).isEqualTo(4);
      assertThat(stats.unreadable()).isEqualTo(2);
      assertThat(stats.missing()).isEqualTo(4);
      assertThat(stats.malformed()).isEqualTo(1);
      assertThat(stats.overflowing()).isEqualTo(2);
      assertThat(stats.badLabels()).isEqualTo(3);
    }
    assertThat(samples)
        .containsExactly(
            "0@5s=0 MISSING",
            "1@5s=0 MISSING",
            "0@10s=0 MALFORMED",
            "1@10s=2147483647 RANGE",
            "0@15s=0 MISSING",
            "1@15s=0 MISSING",
            "0@20s=100 GOOD",
            "1@20s=200 GOOD",
            "0@35s=150 GOOD",
            "1@35s=250 GOOD",
            "0@40s=2147483647 RANGE",
            "1@40s=100 GOOD",
            "0@45s=100 GOOD",
            "1@45s=200 GOOD");
  }

  @Test
  void timeColumnIsReadToTheNanosecond() throws Exception {
    Path file = file("t,temperature", "1234567890.123456789,1", "-1.5,2");
    List<Long> times = new ArrayList<>();
    try (CsvSource source =
        builder(file)
            .timeColumn("t", TimeUnit.SECONDS)
            .channel(TEMPERATURE, "temperature")
            .open()) {
      SampleSink keep =
          (channel, nanos, value, quality) -> {
            times.add(nanos);
            return Offer.ACCEPTED;
          };
      while (source.poll(keep) != SensorSource.Poll.END) {
        // next row
      }
    }
    assertThat(times).containsExactly(1_234_567_890_123_456_789L, -1_500_000_000L);
  }

  @Test
  void pausedSampleIsOfferedAgainAndNoneTwice() throws Exception {
    Path file = file("reading,temperature,humidity,label", "1,1,2,3", "2,4,5,6");
    List<Integer> labels = new ArrayList<>();
    boolean[] isFull = {false};
    SampleSink sometimesFull =
        (channel, nanos, value, quality) -> {
          isFull[0] = !isFull[0];
          return isFull[0] ? Offer.PAUSED : sink.offer(channel, nanos, value, quality);
        };
    try (CsvSource source =
        motes(file).label("label", (from, to, label) -> labels.add(label)).open()) {
      int paused = 0;
      SensorSource.Poll poll;
      do {
        poll = source.poll(sometimesFull);
        paused += poll == SensorSource.Poll.PAUSED ? 1 : 0;
      } while (poll != SensorSource.Poll.END);
      assertThat(paused).isEqualTo(4);
    }
    assertThat(samples)
        .containsExactly("0@5s=100 GOOD", "1@5s=200 GOOD", "0@10s=400 GOOD", "1@10s=500 GOOD");
    assertThat(labels).containsExactly(3, 6);
  }

  @Test
  void realTimeReplayTakesTheTimeOfTheRowsAndNoBadTimeStallsIt() throws Exception {
    Path file =
        file(
            "reading,temperature,humidity",
            "100,1,1",
            "101,1,1",
            "400000000,1,1",
            "102,1,1",
            "103,1,1");
    VirtualClock clock = VirtualTime.skipping().clock(0, ClockTrust.NTP);
    List<Long> at = new ArrayList<>();
    try (CsvSource source = motes(file).realTime(clock, 1).open()) {
      while (source.poll(sink) == SensorSource.Poll.OFFERED) {
        at.add(clock.monoNanos() / SECOND);
      }
    }
    assertThat(at).containsExactly(0L, 5L, 5L, 5L, 10L);
  }

  @Test
  void speedDividesTheWaiting() throws Exception {
    Path file = file("reading,temperature,humidity", "0,1,1", "1,1,1", "2,1,1");
    VirtualClock clock = VirtualTime.skipping().clock(0, ClockTrust.NTP);
    try (CsvSource source = motes(file).realTime(clock, 10).open()) {
      readAll(source);
    }
    assertThat(clock.monoNanos()).isEqualTo(SECOND);
  }

  @Test
  void interruptedReplayLosesNoRow() throws Exception {
    Path file = file("reading,temperature,humidity", "0,1,1", "1,2,2");
    VirtualClock clock = VirtualTime.skipping().clock(0, ClockTrust.NTP);
    try (CsvSource source = motes(file).realTime(clock, 1).open()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> source.poll(sink)).isInstanceOf(InterruptedException.class);
      readAll(source);
    }
    assertThat(samples).hasSize(4);
    assertThat(clock.monoNanos()).isEqualTo(5 * SECOND);
  }

  @Test
  void fileProblemIsAClearError() throws Exception {
    Path empty = file("");
    assertThatThrownBy(() -> motes(empty).open())
        .isInstanceOf(SourceException.class)
        .hasMessage("file must have a header: " + empty);
    Path other = file("reading,humidity,temp");
    assertThatThrownBy(() -> motes(other).open())
        .isInstanceOf(SourceException.class)
        .hasMessage(
            "column must be once in the header [reading, humidity, temp] of "
                + other
                + ": temperature");
    assertThatThrownBy(() -> motes(folder).open()).isInstanceOf(SourceException.class);
  }

  @Test
  void builderSaysWhatIsMissing() {
    assertThatThrownBy(() -> builder(folder).open())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("channel must be given");
    assertThatThrownBy(() -> builder(folder).channel(TEMPERATURE, "t").open())
        .hasMessage("time column must be given");
    assertThatThrownBy(() -> builder(folder).timeColumn("t", TimeUnit.HOURS))
        .hasMessage("unit must be SECONDS or finer: HOURS");
  }

  @Test
  void garbageFilesNeverThrow() throws Exception {
    Random random = new Random(11);
    byte[] alphabet = "0159.,-+e\"\n\r xN\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    for (int run = 0; run < 500; run++) {
      byte[] body = new byte[400];
      for (int i = 0; i < body.length; i++) {
        body[i] = alphabet[random.nextInt(alphabet.length)];
      }
      Path file = file("reading,temperature,humidity,label", "");
      Files.write(file, body, java.nio.file.StandardOpenOption.APPEND);
      try (CsvSource source = motes(file).label("label", (from, to, label) -> {}).open()) {
        readAll(source);
        CsvStats stats = source.stats();
        long timed = stats.rows() - stats.unreadable() - stats.untimed();
        assertThat(stats.samples()).isEqualTo(2 * timed);
      }
    }
  }

  @Test
  void lineThatNeverEndsIsCountedInBoundedMemory() throws Exception {
    Path file = file("reading,temperature,humidity", "1," + "9".repeat(1_000_000) + ",1", "2,1,1");
    try (CsvSource source = motes(file).open()) {
      readAll(source);
      assertThat(source.stats().unreadable()).isEqualTo(1);
    }
    assertThat(samples).containsExactly("0@10s=100 GOOD", "1@10s=100 GOOD");
  }
}
