package io.tintin.sensors.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a path can do and a stream can't. */
class CsvPathTest {
  @TempDir Path folder;

  private static CsvSourceBuilder temperatures(Path file) {
    return CsvSource.builder(file)
        .timeColumn("t", TimeUnit.SECONDS)
        .channel(ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2), "temperature");
  }

  @Test
  void missingFileIsAClearError() {
    Path none = folder.resolve("none.csv");
    assertThatThrownBy(() -> temperatures(none).open())
        .isInstanceOf(SourceException.class)
        .hasMessage("file must be readable: " + none);
  }

  @Test
  void builderOpensTheFileAsOftenAsAsked() throws Exception {
    CsvSourceBuilder builder =
        temperatures(Files.writeString(folder.resolve("data.csv"), "t,temperature\n1,2\n"));
    for (int i = 0; i < 2; i++) {
      try (CsvSource source = builder.open()) {
        source.poll((channel, nanos, value, quality) -> Offer.ACCEPTED);
        assertThat(source.stats().samples()).isEqualTo(1);
      }
    }
  }
}
