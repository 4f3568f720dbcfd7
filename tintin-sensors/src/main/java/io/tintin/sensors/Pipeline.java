package io.tintin.sensors;

import io.tintin.device.time.TimeSource;
import io.tintin.sensors.frame.FrameListener;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Offer;
import io.tintin.sensors.sample.SampleSink;
import io.tintin.sensors.source.SensorSource;
import io.tintin.sensors.source.SourceException;
import io.tintin.sensors.window.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a sample to a frame: bounded queue in the order of event time, quality flags, windows,
 * features, normaliser, listener.
 *
 * <pre>{@code
 * Pipeline pipeline =
 *     Pipeline.builder(device.time())
 *         .channel(temperature)
 *         .channel(humidity)
 *         .features(Features.last(), Features.mean(), Features.slopePerMinute())
 *         .window(Window.sliding(Duration.ofSeconds(30), Duration.ofSeconds(5)))
 *         .listener(frame -> frame.copyTo(example, 0)) // int8, for a trainer or a predictor
 *         .build();
 * pipeline.run(source);
 * }</pre>
 *
 * <p>{@link #offer} puts a sample into the queue; {@link #drain} takes out what is complete and
 * hands frames to the listener, on the calling thread. One thread that does both in turn is
 * deterministic: equal samples give equal frames, bit by bit. Several threads may offer while
 * another drains; a slow listener then fills the queue and the {@link Overload} policy decides.
 *
 * <p>A frame is made when a sample later than its window's end, by more than the lateness, has been
 * seen. At all times
 *
 * <pre>
 * offered = delivered + dropped + late + duplicate + queued
 * </pre>
 *
 * <p>A time far ahead of the others is not believed until others agree: 3 samples in a row, of
 * growing times. When 10 in a row of growing times are late and none is on time, the clock was set
 * back, or had been wrong. Then, and when the device's own clock was set, a new clock epoch begins,
 * and no window spans both.
 *
 * <p>Cost: no allocation for a sample; one {@link io.tintin.sensors.frame.Frame} for a frame, about
 * 120 bytes and 5 for each feature, twice that while it is made. Features look at every sample
 * within their reach for each frame.
 */
public final class Pipeline implements SampleSink {
  private final TimeSource time;
  private final Channel[] channels;
  private final List<ChannelSpec> specs;
  private final Normalizer normalizer;
  private final SampleQueue queue;
  private final PipelineCounters counters = new PipelineCounters();
  private final FrameMaker maker;
  private final SampleQueue.Sample sample = new SampleQueue.Sample();

  Pipeline(
      TimeSource time,
      Channel[] channels,
      Window window,
      Normalizer normalizer,
      SampleQueue queue,
      FrameListener listener) {
    this.time = time;
    this.channels = channels;
    List<ChannelSpec> all = new ArrayList<>();
    for (Channel channel : channels) {
      all.add(channel.spec);
    }
    this.specs = List.copyOf(all);
    this.normalizer = normalizer;
    this.queue = queue;
    this.maker = new FrameMaker(channels, window, normalizer, listener, counters);
  }

  /**
   * Begins a pipeline.
   *
   * @param time says when the device's clock was set
   */
  public static PipelineBuilder builder(TimeSource time) {
    return new PipelineBuilder(time);
  }

  /** Channels in the order of their index. */
  public List<ChannelSpec> channels() {
    return specs;
  }

  /** Names of a frame's features in their order, such as {@code temperature.mean}. */
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (Channel channel : channels) {
      channel.features.forEach(feature -> names.add(channel.spec.name() + "." + feature.name()));
    }
    return names;
  }

  /** The normaliser of the frames: to freeze, to save and to restore. */
  public Normalizer normalizer() {
    return normalizer;
  }

  @Override
  public Offer offer(int channel, long eventNanos, int value, int quality) {
    if (channel < 0 || channel >= channels.length) {
      throw new IllegalArgumentException(
          "channel must be in [0, " + (channels.length - 1) + "]: " + channel);
    }
    return queue.offer(time.epoch(), channel, eventNanos, value, quality);
  }

  /** Makes all frames that can be made of what was offered. */
  public synchronized void drain() {
    while (queue.poll(sample, false)) {
      maker.add(sample);
    }
    maker.reach(sample.epoch, sample.watermarkNanos);
  }

  /**
   * Empties the queue and closes all windows that have begun, as at the end of a recording. What
   * comes later for these windows is late.
   */
  public synchronized void flush() {
    while (queue.poll(sample, true)) {
      maker.add(sample);
    }
    long open = maker.flush();
    queue.closeBefore(maker.epoch(), open);
  }

  /**
   * Takes all samples of a source, and flushes at its end. The caller closes the source.
   *
   * @throws IllegalArgumentException when the source has other channels than this pipeline
   * @throws SourceException when the source can't be read on
   * @throws InterruptedException when interrupted while the source waits for its time
   */
  public void run(SensorSource source) throws SourceException, InterruptedException {
    if (!source.channels().equals(specs)) {
      throw new IllegalArgumentException(
          "channels of the source must be " + specs + ": " + source.channels());
    }
    while (source.poll(this) != SensorSource.Poll.END) {
      drain();
    }
    flush();
  }

  /** All counters at this moment; never waits for the listener. */
  public PipelineStats stats() {
    return queue.stats(counters);
  }
}
