package io.tintin.sensors.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.Quantity;
import io.tintin.sensors.sample.SampleSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/** What a source says to a sink that is full in the middle of a row. */
class PausedSinkTest {
  private static final long ROW = Duration.ofSeconds(5).toNanos();

  @TempDir Path folder;

  @Test
  void restOfTheRowComesBeforeTheNextRow() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), "reading,t,h\n1,20.5,40\n2,21.5,41\n");
    SampleSink sink = mock(SampleSink.class);
    when(sink.offer(anyInt(), anyLong(), anyInt(), anyInt()))
        .thenReturn(Offer.ACCEPTED, Offer.PAUSED, Offer.ACCEPTED);
    Duration period = Duration.ofSeconds(5);
    try (CsvSource source =
        CsvSource.builder(file)
            .indexColumn("reading", 0, period)
            .channel(ChannelSpec.of("t", Quantity.TEMPERATURE, -1, period), "t")
            .channel(ChannelSpec.of("h", Quantity.HUMIDITY, 0, period), "h")
            .open()) {
      assertThat(source.poll(sink)).isEqualTo(SensorSource.Poll.PAUSED);
      assertThat(source.poll(sink)).isEqualTo(SensorSource.Poll.OFFERED);
      assertThat(source.poll(sink)).isEqualTo(SensorSource.Poll.OFFERED);
      assertThat(source.poll(sink)).isEqualTo(SensorSource.Poll.END);
    }
    InOrder said = inOrder(sink);
    said.verify(sink).offer(0, ROW, 205, Quality.GOOD);
    said.verify(sink, org.mockito.Mockito.times(2)).offer(1, ROW, 40, Quality.GOOD);
    said.verify(sink).offer(0, 2 * ROW, 215, Quality.GOOD);
    said.verify(sink).offer(1, 2 * ROW, 41, Quality.GOOD);
    said.verifyNoMoreInteractions();
  }
}
