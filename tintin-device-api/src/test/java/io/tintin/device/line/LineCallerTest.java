package io.tintin.device.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.SystemTimeSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LineCallerTest {
  private final PipedInputStream atNode = new PipedInputStream(4096);
  private final PipedInputStream atGateway = new PipedInputStream(4096);
  private LineCaller caller;

  /** A node that answers with the payload doubled, but those requests that are lost. */
  private void begin(LineOptions options, IntPredicate isLost) throws IOException {
    PipedOutputStream toNode = new PipedOutputStream(atNode);
    PipedOutputStream toGateway = new PipedOutputStream(atGateway);
    Thread node = new Thread(() -> answer(atNode, toGateway, isLost));
    node.setDaemon(true);
    node.start();
    caller = new LineCaller(atGateway, toNode, options, new SystemTimeSource(ClockTrust.UNSYNCED));
  }

  private static void answer(InputStream in, OutputStream out, IntPredicate isLost) {
    LineDecoder decoder = new LineDecoder(100);
    int count = 0;
    try (out) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        Optional<LineFrame> request = decoder.take((byte) next);
        if (request.isPresent() && !isLost.test(count++)) {
          byte[] payload = request.get().payload();
          payload[0] *= 2;
          int sequence = request.get().sequence();
          out.write(
              LineCodec.encode(new LineFrame(2, sequence - 1, new byte[] {77}))); // an old one
          out.write(LineCodec.encode(new LineFrame(1, sequence, new byte[] {78}))); // an echo
          out.write(LineCodec.encode(new LineFrame(2, sequence, payload)));
          out.flush();
        }
      }
    } catch (IOException e) {
      // The caller has closed the line.
    }
  }

  @AfterEach
  void close() throws IOException {
    caller.close();
  }

  @Test
  void answerIsThatOfItsRequest() throws Exception {
    begin(LineOptions.DEFAULT, count -> false);
    for (int i = 0; i < 50; i++) {
      assertThat(caller.call(new byte[] {(byte) i})).containsExactly(2 * i);
    }
    assertThat(caller.repeats()).isZero();
    assertThat(caller.counters()).isEqualTo(new LineCounters(150, 0, 0));
  }

  @Test
  void requestIsSentAgainUntilItIsAnswered() throws Exception {
    begin(LineOptions.DEFAULT.withRetry(Duration.ofMillis(20), 500), count -> count % 3 != 2);
    assertThat(caller.call(new byte[] {4})).containsExactly(8);
    assertThat(caller.call(new byte[] {5})).containsExactly(10);
    assertThat(caller.repeats()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void silenceIsTold() throws Exception {
    begin(LineOptions.DEFAULT.withRetry(Duration.ofMillis(5), 3), count -> true);
    assertThatThrownBy(() -> caller.call(new byte[] {4}))
        .isInstanceOf(IOException.class)
        .hasMessage("request 1 must be answered within PT0.005S, 3 times: no answer");
    assertThat(caller.repeats()).isEqualTo(2);
  }

  @Test
  void endOfTheLineIsTold() throws Exception {
    PipedOutputStream end = new PipedOutputStream(atGateway);
    caller =
        new LineCaller(
            atGateway,
            OutputStream.nullOutputStream(),
            LineOptions.DEFAULT,
            new SystemTimeSource(ClockTrust.UNSYNCED));
    end.close();
    assertThatThrownBy(() -> caller.call(new byte[] {4})).isInstanceOf(EOFException.class);
  }
}
