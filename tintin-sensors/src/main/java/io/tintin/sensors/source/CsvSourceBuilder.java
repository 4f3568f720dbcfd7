package io.tintin.sensors.source;

import io.tintin.device.time.TimeSource;
import io.tintin.sensors.frame.LabelSink;
import io.tintin.sensors.sample.ChannelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says which column of a file is what; {@link #open} begins to read it. */
public final class CsvSourceBuilder {
  /** Gives the bytes of the file. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  /** What errors call the file. */
  final String file;

  final Opener opener;
  final List<ChannelSpec> channels = new ArrayList<>();
  final List<String> columns = new ArrayList<>();
  String timeColumn = "";
  int timeExponent;
  long startNanos;
  long indexPeriodNanos = 1;
  String filterColumn = "";
  String filterValue = "";
  String labelColumn = "";
  LabelSink labels = (from, to, label) -> {};
  @Nullable TimeSource paceTime;
  int paceSpeed = 1;

  private final boolean isReusable;
  private boolean isUsed;

  CsvSourceBuilder(String file, Opener opener, boolean isReusable) {
    this.file = file;
    this.opener = opener;
    this.isReusable = isReusable;
  }

  /** A channel and the column that holds its values in the quantity's unit, as decimal numbers. */
  public CsvSourceBuilder channel(ChannelSpec spec, String column) {
    channels.add(spec);
    columns.add(column);
    return this;
  }

  /**
   * The column that holds the time since 1970, as a decimal number of the unit.
   *
   * @param unit seconds, or finer
   */
  public CsvSourceBuilder timeColumn(String column, TimeUnit unit) {
    timeColumn = column;
    timeExponent =
        switch (unit) {
          case SECONDS -> -9;
          case MILLISECONDS -> -6;
          case MICROSECONDS -> -3;
          case NANOSECONDS -> 0;
          case MINUTES, HOURS, DAYS ->
              throw new IllegalArgumentException("unit must be SECONDS or finer: " + unit);
        };
    startNanos = 0;
    indexPeriodNanos = 1;
    return this;
  }

  /**
   * The column that counts the rows: the time is {@code start + index * period}.
   *
   * @param start nanoseconds since 1970 of index 0
   */
  public CsvSourceBuilder indexColumn(String column, long start, Duration period) {
    if (period.toNanos() < 1) {
      throw new IllegalArgumentException("period must be at least 1 ns: " + period);
    }
    timeColumn = column;
    timeExponent = 0;
    startNanos = start;
    indexPeriodNanos = period.toNanos();
    return this;
  }

  /** Takes only the rows with this text in that column; spaces around it do not matter. */
  public CsvSourceBuilder onlyWhere(String column, String value) {
    filterColumn = column;
    filterValue = value;
    return this;
  }

  /** The column that holds a whole number as label of the row's time, and who gets it. */
  public CsvSourceBuilder label(String column, LabelSink sink) {
    labelColumn = column;
    labels = sink;
    return this;
  }

  /**
   * Offers each row when it is due, instead of at once: as far after the row before it as their
   * times are apart, divided by the speed. A row before the one before it, or later than any
   * channel's longest pause that is no gap, is due at once, so a bad time can't stall the replay.
   *
   * @param speed 1 for real time, 60 for a minute in a second; at least 1
   */
  public CsvSourceBuilder realTime(TimeSource time, int speed) {
    if (speed < 1) {
      throw new IllegalArgumentException("speed must be at least 1: " + speed);
    }
    paceTime = time;
    paceSpeed = speed;
    return this;
  }

  /**
   * Opens the file and reads its header.
   *
   * @throws SourceException when it can't be read or a column is not in its header
   * @throws IllegalStateException when the channels or the time are missing, or a stream was opened
   *     before
   */
  public CsvSource open() throws SourceException {
    if (channels.isEmpty()) {
      throw new IllegalStateException("channel must be given");
    }
    if (timeColumn.isEmpty()) {
      throw new IllegalStateException("time column must be given");
    }
    if (isUsed && !isReusable) {
      throw new IllegalStateException("stream must be opened once: " + file);
    }
    isUsed = true;
    return new CsvSource(this);
  }
}
