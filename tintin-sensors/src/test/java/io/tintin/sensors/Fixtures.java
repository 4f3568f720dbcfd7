package io.tintin.sensors;

import io.tintin.device.sim.VirtualTime;
import io.tintin.device.time.ClockTrust;
import io.tintin.device.time.TimeSource;
import io.tintin.sensors.feature.Features;
import io.tintin.sensors.frame.FrameListener;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Quantity;
import io.tintin.sensors.window.Window;
import java.time.Duration;

/** Channels and pipelines that several tests use. */
final class Fixtures {
  static final long SECOND = 1_000_000_000L;

  static final ChannelSpec TEMPERATURE =
      ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2, Duration.ofSeconds(5))
          .withRange(-4_000, 8_500)
          .withStuckAfter(6);

  static final ChannelSpec HUMIDITY =
      ChannelSpec.of("humidity", Quantity.HUMIDITY, -2, Duration.ofSeconds(5)).withRange(0, 10_000);

  private Fixtures() {}

  static TimeSource clock() {
    return VirtualTime.manual().clock(0, ClockTrust.NTP);
  }

  /** Two channels, a frame for each reading. */
  static PipelineBuilder builder(TimeSource time, FrameListener listener) {
    return Pipeline.builder(time)
        .channel(
            TEMPERATURE,
            Features.last().withFloor(10),
            Features.mean().withFloor(10),
            Features.slopePerMinute().withFloor(5),
            Features.aboveTrailingMean(Duration.ofMinutes(1)).withFloor(5),
            Features.changeSince(Duration.ofSeconds(10)).withFloor(5))
        .channel(HUMIDITY)
        .features(Features.last().withFloor(10), Features.spread().withFloor(10))
        .window(Window.sliding(Duration.ofSeconds(30), Duration.ofSeconds(5)))
        .maxJump(Duration.ofSeconds(15))
        .normalizer(new NormalizerOptions(4, 4, true))
        .listener(listener);
  }
}
