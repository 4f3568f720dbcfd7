package io.tintin.sensors;

import io.tintin.device.time.TimeSource;
import io.tintin.sensors.feature.Feature;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.FrameListener;
import io.tintin.sensors.frame.Normalizer;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.window.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link Pipeline}; {@link #build} checks that they fit. */
public final class PipelineBuilder {
  private static final int PAUSES_OF_A_JUMP = 20;
  private static final long MAX_NANOS = 1L << 60;

  private final TimeSource time;
  private final List<ChannelSpec> specs = new ArrayList<>();
  private final List<List<Feature>> ownFeatures = new ArrayList<>();
  private List<Feature> commonFeatures = List.of();
  private @Nullable Window window;
  private @Nullable FrameListener listener;
  private NormalizerOptions normalizerOptions = NormalizerOptions.DEFAULT;
  private long latenessNanos;
  private long maxJumpNanos;
  private int capacity = 1_024;
  private Overload overload = Overload.PAUSE_SOURCE;

  PipelineBuilder(TimeSource time) {
    this.time = time;
  }

  /** Adds a channel; its features come in the frame after those of the channels before it. */
  public PipelineBuilder channel(ChannelSpec spec, Feature... features) {
    specs.add(spec);
    ownFeatures.add(List.of(features));
    return this;
  }

  /** Features of each channel that was added without any of its own. */
  public PipelineBuilder features(Feature... features) {
    commonFeatures = List.of(features);
    return this;
  }

  /** Which samples make a frame. Must be given. */
  public PipelineBuilder window(Window newWindow) {
    window = newWindow;
    return this;
  }

  /** Who gets the frames. Must be given. */
  public PipelineBuilder listener(FrameListener newListener) {
    listener = newListener;
    return this;
  }

  /** How the normaliser follows the features; {@link NormalizerOptions#DEFAULT} if not given. */
  public PipelineBuilder normalizer(NormalizerOptions options) {
    normalizerOptions = options;
    return this;
  }

  /**
   * How much later than a newer one a sample may come and still be put in order; 0 if not given.
   */
  public PipelineBuilder lateness(Duration lateness) {
    latenessNanos = lateness.toNanos();
    return this;
  }

  /**
   * How far ahead of the others a time is believed at once; 20 times the longest pause of a channel
   * that is no gap, if not given.
   */
  public PipelineBuilder maxJump(Duration jump) {
    maxJumpNanos = jump.toNanos();
    return this;
  }

  /** Most samples that wait, and what happens when there are; 1,024 and a paused source else. */
  public PipelineBuilder queue(int newCapacity, Overload newOverload) {
    capacity = newCapacity;
    overload = newOverload;
    return this;
  }

  /**
   * Builds the pipeline.
   *
   * @throws IllegalArgumentException when a number is out of its range, two channels have one name,
   *     a channel has no features, or there are more than {@link Frame#MAX_FEATURES}
   * @throws IllegalStateException when the channels, the window or the listener are missing
   */
  public Pipeline build() {
    if (specs.isEmpty()) {
      throw new IllegalStateException("channel must be given");
    }
    FrameListener to = required("listener", listener);
    Window over = required("window", window);
    requireIn("windowNanos", over.lengthNanos(), 1, MAX_NANOS);
    requireIn("latenessNanos", latenessNanos, 0, MAX_NANOS);
    requireIn("capacity", capacity, 1, 1 << 24);
    Channel[] channels = channels(over);
    long jump = maxJumpNanos == 0 ? defaultMaxJump() : maxJumpNanos;
    requireIn("maxJumpNanos", jump, 1, MAX_NANOS);
    Watermark watermark = new Watermark(latenessNanos, jump);
    SampleQueue queue =
        new SampleQueue(capacity, channels.length, overload, watermark, time.epoch());
    return new Pipeline(time, channels, over, normalizer(channels), queue, to);
  }

  private Channel[] channels(Window over) {
    Channel[] channels = new Channel[specs.size()];
    Set<String> names = new HashSet<>();
    for (int i = 0; i < channels.length; i++) {
      ChannelSpec spec = specs.get(i);
      if (!names.add(spec.name())) {
        throw new IllegalArgumentException("channel name must be unique: " + spec.name());
      }
      List<Feature> features = ownFeatures.get(i).isEmpty() ? commonFeatures : ownFeatures.get(i);
      if (features.isEmpty()) {
        throw new IllegalArgumentException("channel must have a feature: " + spec.name());
      }
      channels[i] = new Channel(spec, features, over);
    }
    return channels;
  }

  private Normalizer normalizer(Channel[] channels) {
    List<Feature> all = new ArrayList<>();
    for (Channel channel : channels) {
      all.addAll(channel.features);
    }
    requireIn("feature count", all.size(), 1, Frame.MAX_FEATURES);
    return new Normalizer(normalizerOptions, all.stream().mapToInt(Feature::floor).toArray());
  }

  private long defaultMaxJump() {
    long longest = 1;
    for (ChannelSpec spec : specs) {
      longest = Math.max(longest, spec.maxPauseNanos());
    }
    return Math.min(longest, MAX_NANOS / PAUSES_OF_A_JUMP) * PAUSES_OF_A_JUMP;
  }

  private static <T> T required(String name, @Nullable T part) {
    if (part == null) {
      throw new IllegalStateException(name + " must be given");
    }
    return part;
  }

  private static void requireIn(String name, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(
          name + " must be in [" + least + ", " + greatest + "]: " + value);
    }
  }
}
