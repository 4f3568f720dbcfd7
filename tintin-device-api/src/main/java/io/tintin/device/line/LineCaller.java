package io.tintin.device.line;

import io.tintin.device.time.TimeSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The asking end of a serial line: sends a request until its answer comes, one at a time. An answer
 * has the sequence number of its request; what else arrives is dropped. So the other end needs no
 * timer and no memory of what it sent, but has to bear a request twice: each must do the same again
 * as long as no other came in between.
 *
 * <p>Calls are for one thread at a time; a thread of its own listens.
 */
public final class LineCaller implements AutoCloseable {
  /** Type of the frames that are sent. */
  public static final int REQUEST = 1;

  /** Type of the frames that are heard. */
  public static final int ANSWER = 2;

  private static final int MAX_WAITING = 64;

  /** Wakes who waits when the line has ended; it answers nothing. */
  private static final LineFrame END = new LineFrame(0, 0, new byte[0]);

  private final InputStream in;
  private final OutputStream out;
  private final LineOptions options;
  private final TimeSource time;
  private final LineDecoder decoder;

  private final BlockingQueue<LineFrame> heard = new LinkedBlockingQueue<>(MAX_WAITING);

  private final AtomicLong repeats = new AtomicLong();
  private volatile LineCounters counters = new LineCounters(0, 0, 0);
  private volatile boolean isEnded;
  private int sequence;

  /** Begins to listen. The streams are the caller's to open, and closed with this. */
  public LineCaller(InputStream in, OutputStream out, LineOptions options, TimeSource time) {
    this.in = in;
    this.out = out;
    this.options = options;
    this.time = time;
    this.decoder = new LineDecoder(options.maxPayload());
    Thread listener = new Thread(this::listen, "line-listener");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    byte[] bytes = new byte[256];
    try {
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        for (int i = 0; i < count; i++) {
          Optional<LineFrame> frame = decoder.take(bytes[i]);
          counters = decoder.counters();
          if (frame.isPresent() && frame.get().type() == ANSWER) {
            var unused = heard.offer(frame.get()); // where nobody listens, it is sent again
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // A line that broke has come to its end.
    }
    isEnded = true;
    var unused = heard.offer(END);
  }

  /**
   * Sends a request until it is answered.
   *
   * @return payload of the answer
   * @throws IOException if the line has ended, or no answer came to all attempts
   */
  public byte[] call(byte[] request) throws IOException, InterruptedException {
    sequence = sequence == 0xFFFF ? 1 : sequence + 1; // 0 is for what nobody asked for
    byte[] bytes = LineCodec.encode(new LineFrame(REQUEST, sequence, request));
    heard.clear();
    for (int attempt = 0; attempt < options.attempts(); attempt++) {
      if (attempt > 0) {
        repeats.incrementAndGet();
      }
      out.write(bytes);
      out.flush();
      Optional<LineFrame> answer = await();
      if (answer.isPresent()) {
        return answer.get().payload();
      }
    }
    throw new IOException(
        "request "
            + sequence
            + " must be answered within "
            + options.patience()
            + ", "
            + options.attempts()
            + " times: no answer");
  }

  /** The answer to the last request; empty if it did not come in time. */
  private Optional<LineFrame> await() throws IOException, InterruptedException {
    long end = time.monoNanos() + options.patience().toNanos();
    for (long left = end - time.monoNanos(); left > 0; left = end - time.monoNanos()) {
      if (isEnded && heard.isEmpty()) {
        throw new EOFException("line must be open: ended");
      }
      @Nullable LineFrame next = heard.poll(left, TimeUnit.NANOSECONDS);
      if (next != null && next.sequence() == sequence) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /** What came over the line so far. */
  public LineCounters counters() {
    return counters;
  }

  /** How often a request was sent again. */
  public long repeats() {
    return repeats.get();
  }

  /** Closes both streams. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      in.close();
    }
  }
}
