package io.tintin.sensors.source;

import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.SampleSink;
import java.util.List;

/** Somewhere samples come from, read by one thread. */
public interface SensorSource extends AutoCloseable {
  /** What became of a call of {@link #poll}. */
  enum Poll {
    /** A group of samples was offered. */
    OFFERED,
    /** The sink was full: the samples it has not taken are kept for the next call. */
    PAUSED,
    /** There are no more. */
    END
  }

  /** Channels in the order of their index. */
  List<ChannelSpec> channels();

  /**
   * Offers the next group of samples that belong together, such as the row of a table. May wait
   * until they are due.
   *
   * @throws SourceException when the source can't be read on; what sensors say never causes it
   * @throws InterruptedException when interrupted while it waits; no sample is lost by that
   */
  Poll poll(SampleSink sink) throws SourceException, InterruptedException;

  /** Closes what was opened. Closing twice does nothing more. */
  @Override
  void close();
}
