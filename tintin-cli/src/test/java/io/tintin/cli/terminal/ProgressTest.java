package io.tintin.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private long now;

  private Progress progress(boolean isTerminal) {
    return new Progress(new PrintStream(written, true, UTF_8), isTerminal, () -> now, 200);
  }

  @Test
  void barSaysWhatIsLeft() {
    Progress progress = progress(true);
    now = 10 * SECOND;
    progress.show("epoch 1/2", 50, "loss 0.5");
    assertThat(written.toString(UTF_8))
        .isEqualTo("\r\u001B[Kepoch 1/2 [######------------------] 25 %  loss 0.5  30.0 s left");
  }

  @Test
  void barIsDrawnAtMostTenTimesASecond() {
    Progress progress = progress(true);
    progress.show("a", 1, "");
    int first = written.size();
    now = SECOND / 20;
    progress.show("a", 2, "");
    assertThat(written.size()).isEqualTo(first);
    now = SECOND / 10;
    progress.show("a", 3, "");
    assertThat(written.size()).isGreaterThan(first);
  }

  @Test
  void lineTakesThePlaceOfTheBar() {
    Progress progress = progress(true);
    progress.show("a", 200, "");
    written.reset();
    progress.line("done");
    assertThat(written.toString(UTF_8)).isEqualTo("\r\u001B[Kdone" + System.lineSeparator());
  }

  @Test
  void fileGetsLinesAlone() {
    Progress progress = progress(false);
    progress.show("a", 1, "");
    progress.leave();
    progress.line("done");
    assertThat(written.toString(UTF_8)).isEqualTo("done" + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "7, 7.0 s",
    "60, 1 min 00 s",
    "185, 3 min 05 s",
    "7620, 2 h 07 min",
  })
  void durationsAreInTheUnitThatFits(long seconds, String text) {
    assertThat(Progress.duration(seconds * SECOND)).isEqualTo(text);
  }

  @Test
  void tableHasColumns() {
    assertThat(new TextTable().row("layer", "size").row("a", "10").lines())
        .containsExactly("layer  size", "a        10");
  }
}
