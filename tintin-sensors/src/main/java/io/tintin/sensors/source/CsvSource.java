package io.tintin.sensors.source;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.tintin.sensors.frame.LabelSink;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.FixedPoint;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.SampleSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays a CSV file with a header, in UTF-8, from a path or an open stream: one group of samples
 * for each row.
 *
 * <pre>{@code
 * try (CsvSource mote3 =
 *     CsvSource.builder(file)
 *         .indexColumn("reading", 0, Duration.ofSeconds(5))
 *         .onlyWhere("mote_id", "3")
 *         .channel(temperature, "temperature")
 *         .channel(humidity, "humidity")
 *         .label("label", labelJoiner)
 *         .open()) {
 *   pipeline.run(mote3);
 * }
 * }</pre>
 *
 * <p>No row stops it. A value that is missing or not a number becomes a sample with that flag, so
 * the frames know; one too large for an int becomes the int nearest to it and is flagged as out of
 * range. A row without a usable time is counted. A short row has its last values missing, and what
 * a long one has too much is passed over. A line that is not CSV, or longer than 64 Ki characters,
 * is counted as unreadable. A file that can't be read on is a {@link SourceException}.
 */
public final class CsvSource implements SensorSource {
  private static final long MAX_TIME = 1L << 62;

  private final String file;
  private final List<ChannelSpec> channels;
  private final CsvLines lines;
  private final LabelSink labels;
  private final String filterValue;
  private final long startNanos;
  private final long indexPeriodNanos;
  private final FixedPoint timeReader;
  private final FixedPoint labelReader = new FixedPoint(0);
  private final FixedPoint[] valueReaders;
  private final CsvColumns columns;
  private final @Nullable Pace pace;

  private final int[] values;
  private final int[] flags;
  private boolean hasRow;
  private boolean isDue;
  private int nextChannel;
  private long eventNanos;
  private @Nullable Integer label;

  private long rows;
  private long unreadable;
  private long filtered;
  private long untimed;
  private long samples;
  private long missing;
  private long malformed;
  private long overflowing;
  private long badLabels;

  CsvSource(CsvSourceBuilder from) throws SourceException {
    this.file = from.file;
    this.channels = List.copyOf(from.channels);
    this.labels = from.labels;
    this.filterValue = from.filterValue.strip();
    this.startNanos = from.startNanos;
    this.indexPeriodNanos = from.indexPeriodNanos;
    this.timeReader = new FixedPoint(from.timeExponent);
    this.valueReaders = new FixedPoint[channels.size()];
    long maxPause = 1;
    for (int i = 0; i < valueReaders.length; i++) {
      valueReaders[i] = new FixedPoint(channels.get(i).exponent());
      maxPause = Math.max(maxPause, channels.get(i).maxPauseNanos());
    }
    this.values = new int[channels.size()];
    this.flags = new int[channels.size()];
    this.pace = from.paceTime == null ? null : new Pace(from.paceTime, from.paceSpeed, maxPause);
    this.lines = openLines(from);
    boolean isOpen = false;
    try {
      this.columns = CsvColumns.of(file, nextLine() ? lines.fields() : null, from);
      isOpen = true;
    } finally {
      if (!isOpen) {
        close();
      }
    }
  }

  /** Begins the description of a file. */
  public static CsvSourceBuilder builder(Path file) {
    return new CsvSourceBuilder(file.toString(), () -> Files.newInputStream(file), true);
  }

  /**
   * Begins the description of a file that is open already, such as a resource in a jar.
   *
   * @param name what errors call it
   * @param in its bytes; closed with the source, and when {@link CsvSourceBuilder#open} finds that
   *     it can't be read
   */
  public static CsvSourceBuilder builder(String name, InputStream in) {
    return new CsvSourceBuilder(name, () -> in, false);
  }

  private static CsvLines openLines(CsvSourceBuilder from) throws SourceException {
    try {
      return new CsvLines(from.opener.open());
    } catch (IOException e) {
      throw new SourceException("file must be readable: " + from.file, e);
    }
  }

  @Override
  public List<ChannelSpec> channels() {
    return channels;
  }

  @Override
  public Poll poll(SampleSink sink) throws SourceException, InterruptedException {
    while (!hasRow) {
      if (!nextLine()) {
        return Poll.END;
      }
      hasRow = read(lines.fields());
    }
    if (!isDue && pace != null) {
      pace.await(eventNanos);
    }
    isDue = true;
    for (; nextChannel < values.length; nextChannel++) {
      int channel = nextChannel;
      if (sink.offer(channel, eventNanos, values[channel], flags[channel]) == Offer.PAUSED) {
        return Poll.PAUSED;
      }
      samples++;
    }
    if (label != null) {
      labels.label(eventNanos, eventNanos, label);
    }
    hasRow = false;
    return Poll.OFFERED;
  }

  /** Takes a row apart; false when it makes no samples. */
  private boolean read(@Nullable CsvRecord row) {
    rows++;
    if (row == null) {
      unreadable++;
      return false;
    }
    if (columns.hasFilter() && !columns.filter(row).strip().equals(filterValue)) {
      filtered++;
      return false;
    }
    if (!readTime(columns.time(row))) {
      untimed++;
      return false;
    }
    for (int channel = 0; channel < values.length; channel++) {
      readValue(channel, columns.value(row, channel));
    }
    label = columns.hasLabel() ? readLabel(columns.label(row)) : null;
    nextChannel = 0;
    isDue = false;
    return true;
  }

  private boolean readTime(String text) {
    if (timeReader.read(text) != FixedPoint.Status.OK) {
      return false;
    }
    long index = timeReader.value();
    if (Math.abs(index) > MAX_TIME / indexPeriodNanos) {
      return false;
    }
    long offset = index * indexPeriodNanos;
    eventNanos = startNanos + offset;
    boolean isOverflow = ((startNanos ^ eventNanos) & (offset ^ eventNanos)) < 0;
    return !isOverflow && eventNanos <= MAX_TIME && eventNanos >= -MAX_TIME;
  }

  private void readValue(int channel, String text) {
    FixedPoint number = valueReaders[channel];
    FixedPoint.Status status = number.read(text);
    long value = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.value()));
    values[channel] = (int) value;
    flags[channel] = Quality.GOOD;
    switch (status) {
      case MISSING -> {
        flags[channel] = Quality.MISSING;
        missing++;
      }
      case MALFORMED -> {
        flags[channel] = Quality.MALFORMED;
        malformed++;
      }
      case OK, OVERFLOW -> {
        if (value != number.value() || status == FixedPoint.Status.OVERFLOW) {
          flags[channel] = Quality.RANGE;
          overflowing++;
        }
      }
    }
  }

  private @Nullable Integer readLabel(String text) {
    boolean isNumber = labelReader.read(text) == FixedPoint.Status.OK;
    if (!isNumber || labelReader.value() != (int) labelReader.value()) {
      badLabels++;
      return null;
    }
    return (int) labelReader.value();
  }

  private boolean nextLine() throws SourceException {
    try {
      return lines.next();
    } catch (IOException e) {
      throw new SourceException("file must be readable: " + file, e);
    }
  }

  /** All counters at this moment. */
  public CsvStats stats() {
    return new CsvStats(
        rows, unreadable, filtered, untimed, samples, missing, malformed, overflowing, badLabels);
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException("file must be closable: " + file, e);
    }
  }
}
