package io.tintin.sensors.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.Quantity;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An open stream gives what its file gives: all the facts of {@link CsvSourceTest} hold. */
class CsvStreamTest extends CsvSourceTest {
  @Override
  protected CsvSourceBuilder builder(Path file) throws IOException {
    return CsvSource.builder(file.toString(), Files.newInputStream(file));
  }

  /** Says whether it was closed; a broken one fails at its end. */
  private static final class Watched extends FilterInputStream {
    private final boolean isBroken;
    private boolean isClosed;

    Watched(String text, boolean isBroken) {
      super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      this.isBroken = isBroken;
    }

    @Override
    public int read(byte[] to, int at, int most) throws IOException {
      int count = super.read(to, at, most);
      if (count < 0 && isBroken) {
        throw new IOException("broken");
      }
      return count;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private static CsvSourceBuilder temperatures(InputStream in) {
    return CsvSource.builder("mote 3", in)
        .timeColumn("t", TimeUnit.SECONDS)
        .channel(ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2), "temperature");
  }

  @Test
  void streamIsClosedWithItsSource() throws Exception {
    Watched in = new Watched("t,temperature\n", false);
    try (CsvSource source = temperatures(in).open()) {
      assertThat(source.poll((channel, nanos, value, quality) -> Offer.ACCEPTED))
          .isEqualTo(SensorSource.Poll.END);
      assertThat(in.isClosed).isFalse();
    }
    assertThat(in.isClosed).isTrue();
  }

  @Test
  void streamWithoutTheColumnsIsNamedAndClosed() {
    Watched in = new Watched("t,humidity\n", false);
    assertThatThrownBy(() -> temperatures(in).open())
        .isInstanceOf(SourceException.class)
        .hasMessage("column must be once in the header [t, humidity] of mote 3: temperature");
    assertThat(in.isClosed).isTrue();
  }

  @Test
  void streamThatBreaksIsNamed() throws Exception {
    Watched in = new Watched("t,temperature\n", true);
    try (CsvSource source = temperatures(in).open()) {
      assertThatThrownBy(() -> source.poll((channel, nanos, value, quality) -> Offer.ACCEPTED))
          .isInstanceOf(SourceException.class)
          .hasMessage("file must be readable: mote 3")
          .hasRootCauseMessage("broken");
    }
  }

  @Test
  void streamIsOpenedOnce() throws Exception {
    CsvSourceBuilder builder = temperatures(new Watched("t,temperature\n", false));
    builder.open().close();
    assertThatThrownBy(builder::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("stream must be opened once: mote 3");
  }
}
