package io.tintin.sensors.frame;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Joins frames with labels by time, whichever comes first.
 *
 * <p>A label that holds from one time to another, both included, joins each frame whose {@code
 * toNanos + horizon} is in between. With horizon 0 it says what was true at the end of the frame.
 * With a horizon of ten minutes it is what was to be forecast: offer each reading with {@link
 * #value}. A frame gets one label: of those that hold, the one that came first. Frames of different
 * clock epochs are told apart by {@link #clear}.
 *
 * <p>Both sides wait in bounded queues. A frame that leaves its queue without a label is counted as
 * expired, a label that leaves without a frame as unmatched. Time moves with the frames: at each
 * one, frames whose label was due more than {@code waitNanos} before its end go, and labels that
 * ended so long ago. The listener must not call the joiner. Not safe for use by many threads.
 */
public final class LabelJoiner implements FrameListener, LabelSink {
  private final long horizonNanos;
  private final long waitNanos;
  private final int capacity;
  private final ExampleListener listener;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final ArrayDeque<Label> labels = new ArrayDeque<>();
  private long joined;
  private long expired;
  private long unmatched;

  /**
   * A joiner that holds nothing.
   *
   * @param horizonNanos how far after the end of a frame its label holds, at least 0
   * @param waitNanos how long frames wait for labels after that, and labels for frames; at least 0
   * @param capacity most frames, and most labels, that wait; at least 1
   */
  public LabelJoiner(long horizonNanos, long waitNanos, int capacity, ExampleListener listener) {
    requireAtLeast("horizonNanos", horizonNanos, 0);
    requireAtLeast("waitNanos", waitNanos, 0);
    requireAtLeast("capacity", capacity, 1);
    this.horizonNanos = horizonNanos;
    this.waitNanos = waitNanos;
    this.capacity = capacity;
    this.listener = listener;
  }

  @Override
  public void frame(Frame frame) {
    expireBefore(frame.toNanos() - waitNanos);
    long due = frame.toNanos() + horizonNanos;
    for (Label label : labels) {
      if (label.holdsAt(due)) {
        join(frame, label);
        return;
      }
    }
    if (frames.size() == capacity) {
      frames.removeFirst();
      expired++;
    }
    frames.addLast(frame);
  }

  @Override
  public void label(long fromNanos, long toNanos, int value) {
    if (fromNanos > toNanos) {
      throw new IllegalArgumentException(
          "fromNanos must be at most toNanos " + toNanos + ": " + fromNanos);
    }
    Label label = new Label(fromNanos, toNanos, value);
    if (labels.size() == capacity) {
      countIfUnmatched(labels.removeFirst());
    }
    labels.addLast(label);
    for (Iterator<Frame> each = frames.iterator(); each.hasNext(); ) {
      Frame frame = each.next();
      if (label.holdsAt(frame.toNanos() + horizonNanos)) {
        each.remove();
        join(frame, label);
      }
    }
  }

  /** A label that holds at one moment: a reading that was to be forecast. */
  public void value(long atNanos, int value) {
    label(atNanos, atNanos, value);
  }

  /** Lets everything go that waits, because the clock was set or the stream has ended. */
  public void clear() {
    expired += frames.size();
    frames.clear();
    labels.forEach(this::countIfUnmatched);
    labels.clear();
  }

  /** Examples handed on. */
  public long joined() {
    return joined;
  }

  /** Frames that went without a label. */
  public long expired() {
    return expired;
  }

  /** Labels that went without a frame. */
  public long unmatched() {
    return unmatched;
  }

  /** Frames that wait. */
  public int waiting() {
    return frames.size();
  }

  private void join(Frame frame, Label label) {
    label.isMatched = true;
    joined++;
    listener.example(frame, label.value);
  }

  private void expireBefore(long nanos) {
    while (!frames.isEmpty() && frames.getFirst().toNanos() + horizonNanos < nanos) {
      frames.removeFirst();
      expired++;
    }
    for (Iterator<Label> each = labels.iterator(); each.hasNext(); ) {
      Label label = each.next();
      if (label.toNanos < nanos) {
        each.remove();
        countIfUnmatched(label);
      }
    }
  }

  private void countIfUnmatched(Label label) {
    if (!label.isMatched) {
      unmatched++;
    }
  }

  private static void requireAtLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }

  private static final class Label {
    private final long fromNanos;
    private final long toNanos;
    private final int value;
    private boolean isMatched;

    Label(long fromNanos, long toNanos, int value) {
      this.fromNanos = fromNanos;
      this.toNanos = toNanos;
      this.value = value;
    }

    boolean holdsAt(long nanos) {
      return fromNanos <= nanos && nanos <= toNanos;
    }
  }
}
