package io.tintin.sensors.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.SampleSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link SensorSource} that ends keeps. */
public abstract class SensorSourceContract {
  /** A source of at least two groups of samples that are due at once. */
  protected abstract SensorSource open() throws Exception;

  private static List<String> read(SensorSource source, boolean isOftenFull) throws Exception {
    List<String> samples = new ArrayList<>();
    boolean[] isFull = {false};
    SampleSink sink =
        (channel, nanos, value, quality) -> {
          isFull[0] = isOftenFull && !isFull[0];
          if (isFull[0]) {
            return Offer.PAUSED;
          }
          samples.add(channel + "@" + nanos + "=" + value + "/" + quality);
          return Offer.ACCEPTED;
        };
    while (source.poll(sink) != SensorSource.Poll.END) {
      // next group
    }
    return samples;
  }

  @Test
  void samplesAreOfItsChannels() throws Exception {
    try (SensorSource source = open()) {
      int channels = source.channels().size();
      assertThat(read(source, false))
          .hasSizeGreaterThan(channels)
          .allSatisfy(
              sample ->
                  assertThat(Integer.parseInt(sample.split("@")[0])).isBetween(0, channels - 1));
    }
  }

  @Test
  void pausingSinkGetsTheSameSamples() throws Exception {
    try (SensorSource source = open();
        SensorSource paused = open()) {
      assertThat(read(paused, true)).isEqualTo(read(source, false));
    }
  }

  @Test
  void endStaysTheEnd() throws Exception {
    try (SensorSource source = open()) {
      read(source, false);
      assertThat(read(source, false)).isEmpty();
    }
  }

  @Test
  void closingTwiceDoesNothingMore() throws Exception {
    SensorSource source = open();
    source.close();
    source.close();
  }
}
