package io.tintin.samples.motes;

import io.tintin.device.Device;
import io.tintin.sensors.Pipeline;
import io.tintin.sensors.PipelineStats;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.source.CsvSource;
import io.tintin.sensors.source.CsvStats;
import io.tintin.sensors.source.SensorSource;
import io.tintin.sensors.source.SourceException;
import java.io.InputStream;

/** A mote's recording, replayed in the device's time through the sensor pipeline of its gateway. */
public final class MoteStream implements AutoCloseable {
  private final Mote mote;
  private final Channels channels;
  private final StreamListener listener;
  private final CsvSource source;
  private final Pipeline pipeline;
  private int rows;

  /**
   * Opens the recording.
   *
   * @param csv of the mote's campaign; closed with this stream
   */
  public MoteStream(
      Mote mote, InputStream csv, Device device, Channels channels, StreamListener listener)
      throws SourceException {
    this.mote = mote;
    this.channels = channels;
    this.listener = listener;
    this.source =
        CsvSource.builder(mote.name(), csv)
            .indexColumn("reading", mote.startNanos(), Channels.PERIOD)
            .onlyWhere("mote_id", Integer.toString(mote.number()))
            .channel(Channels.spec(Channels.HUMIDITY), "humidity")
            .channel(Channels.spec(Channels.TEMPERATURE), "temperature")
            .label("label", (from, to, label) -> listener.label(from, label))
            .realTime(device.time(), 1)
            .open();
    this.pipeline = channels.pipeline(device.time()).listener(this::frame).build();
  }

  /** Replays up to the given number of rows in all. */
  public void advanceTo(int rowCount) throws SourceException, InterruptedException {
    while (rows < rowCount && source.poll(pipeline) != SensorSource.Poll.END) {
      rows++;
      pipeline.drain();
    }
    if (rowCount == mote.readings()) {
      pipeline.flush();
    }
  }

  private void frame(Frame frame) {
    listener.frame(
        frame,
        normalizer().stepQ16(channels.horizonPosition(Channels.HUMIDITY)),
        normalizer().stepQ16(channels.horizonPosition(Channels.TEMPERATURE)));
  }

  /** The normaliser, to save with the models. */
  Normalizer normalizer() {
    return pipeline.normalizer();
  }

  public PipelineStats pipelineStats() {
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
