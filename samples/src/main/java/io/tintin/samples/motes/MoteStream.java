package io.tintin.samples.motes;

import io.tintin.device.Device;
import io.tintin.sensors.Pipeline;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.quality.Quality;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.source.CsvSource;
import io.tintin.sensors.source.CsvStats;
import io.tintin.sensors.source.SensorSource;
import io.tintin.sensors.source.SourceException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A mote's recording, replayed through the sensor pipeline of its gateway. */
final class MoteStream implements AutoCloseable {
  private final Mote mote;
  private final StreamListener listener;
  private final CsvSource source;
  private final Pipeline pipeline;
  private final int[] values = new int[2];
  private final int[] flags = new int[2];
  private int rows;

  /**
   * Opens the recording.
   *
   * @param folder with the files of both campaigns
   */
  MoteStream(Mote mote, Path folder, Device device, Channels channels, StreamListener listener)
      throws SourceException {
    this.mote = mote;
    this.listener = listener;
    this.source =
        CsvSource.builder(folder.resolve(mote.file()))
            .indexColumn("reading", TimeUnit.DAYS.toNanos(mote.firstDay()), Channels.PERIOD)
            .onlyWhere("mote_id", Integer.toString(mote.number()))
            .channel(Channels.spec(Channels.HUMIDITY), "humidity")
            .channel(Channels.spec(Channels.TEMPERATURE), "temperature")
            .label("label", (from, to, label) -> listener.label(from, label))
            .open();
    int humidity = channels.horizonPosition(Channels.HUMIDITY);
    int temperature = channels.horizonPosition(Channels.TEMPERATURE);
    // The listener needs the normaliser of the pipeline that is being built.
    Pipeline[] built = new Pipeline[1];
    built[0] =
        channels
            .pipeline(device.time())
            .listener(
                frame -> {
                  Normalizer normalizer = built[0].normalizer();
                  listener.frame(
                      frame, normalizer.stepQ16(humidity), normalizer.stepQ16(temperature));
                })
            .build();
    this.pipeline = built[0];
  }

  /** Replays up to the given number of rows in all; at the end of the file, all that is left. */
  void advanceTo(int rowCount) throws SourceException, InterruptedException {
    while (rows < rowCount) {
      if (source.poll(this::offer) == SensorSource.Poll.END) {
        pipeline.flush();
        return;
      }
      rows++;
      pipeline.drain();
    }
    if (rows == mote.readings()) {
      pipeline.flush();
    }
  }

  private Offer offer(int channel, long nanos, int value, int quality) {
    values[channel] = value;
    flags[channel] = quality;
    if (channel == Channels.TEMPERATURE && (flags[0] | flags[1]) == Quality.GOOD) {
      listener.reading(nanos, values[0], values[1]);
    }
    return pipeline.offer(channel, nanos, value, quality);
  }

  /** The normaliser, to save with the models. */
  Normalizer normalizer() {
    return pipeline.normalizer();
  }

  PipelineStats pipelineStats() {
    return pipeline.stats();
  }

  CsvStats sourceStats() {
    return source.stats();
  }

  @Override
  public void close() {
    source.close();
  }
}
