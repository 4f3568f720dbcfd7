package io.tintin.samples.motes;

import io.tintin.device.time.TimeSource;
import io.tintin.sensors.Pipeline;
import io.tintin.sensors.PipelineBuilder;
import io.tintin.sensors.feature.Feature;
import io.tintin.sensors.feature.Features;
import io.tintin.sensors.frame.NormalizerOptions;
import io.tintin.sensors.sample.ChannelSpec;
import io.tintin.sensors.sample.Quantity;
import io.tintin.sensors.window.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The two channels of a mote and the features that both tasks draw from one frame.
 *
 * <p>For each channel, first the features of the event, then those of the forecast:
 *
 * <ol>
 *   <li>the reading less the mean of 30 to 10 minutes ago: events last less than ten minutes here,
 *       so they do not raise their own baseline;
 *   <li>its change in 30 seconds;
 *   <li>its change in 1, 5, 15 and 30 minutes, and within the forecast's horizon;
 *   <li>the reading less the mean of 5 and of 30 minutes.
 * </ol>
 *
 * <p>Last comes the reading itself, which no net sees: a forecast is a change of it.
 */
public final class Channels {
  public static final int HUMIDITY = 0;
  public static final int TEMPERATURE = 1;

  /** Names of the two, in the order of their index. */
  public static final List<String> NAMES = List.of("humidity", "temperature");

  public static final Duration PERIOD = Duration.ofSeconds(5);

  /** Features of the event task, over both channels. */
  static final int EVENT_FEATURES = 4;

  private static final int EVENT_FEATURES_OF_CHANNEL = EVENT_FEATURES / 2;
  private static final Duration BASELINE = Duration.ofMinutes(20);
  private static final Duration BASELINE_DELAY = Duration.ofMinutes(10);

  /** Least deviations that the normaliser assumes, in hundredths of percent and of a degree. */
  private static final List<Integer> EVENT_FLOORS = List.of(512, 256);

  private static final List<Integer> CHANGE_FLOORS = List.of(8, 4);

  private final Horizon horizon;
  private final List<Integer> lagMinutes;

  public Channels(Horizon horizon) {
    this.horizon = horizon;
    TreeSet<Integer> lags = new TreeSet<>(List.of(1, 5, 15, 30));
    lags.add(horizon.minutes());
    this.lagMinutes = List.copyOf(lags);
  }

  static ChannelSpec spec(int channel) {
    ChannelSpec spec =
        channel == HUMIDITY
            ? ChannelSpec.of("humidity", Quantity.HUMIDITY, -2).withRange(0, 10_000)
            : ChannelSpec.of("temperature", Quantity.TEMPERATURE, -2).withRange(-4_000, 12_000);
    // Indoors, humidity repeats itself for up to four minutes.
    return spec.withPeriod(PERIOD).withStuckAfter(60);
  }

  /** A pipeline of these channels and features, but for its listener. */
  PipelineBuilder pipeline(TimeSource time) {
    return Pipeline.builder(time)
        .channel(spec(HUMIDITY), features(HUMIDITY))
        .channel(spec(TEMPERATURE), features(TEMPERATURE))
        .window(Window.sliding(Duration.ofSeconds(30), PERIOD))
        .normalizer(NormalizerOptions.DEFAULT.withRateShift(11).withoutCentering());
  }

  private Feature[] features(int channel) {
    List<Feature> features = new ArrayList<>();
    int eventFloor = EVENT_FLOORS.get(channel);
    features.add(Features.aboveEarlierMean(BASELINE, BASELINE_DELAY).withFloor(eventFloor));
    features.add(Features.changeSince(Duration.ofSeconds(30)).withFloor(eventFloor));
    int floor = CHANGE_FLOORS.get(channel);
    for (int lag : lagMinutes) {
      int lagFloor = lag == horizon.minutes() ? horizon.floor(channel) : floor;
      features.add(Features.changeSince(Duration.ofMinutes(lag)).withFloor(lagFloor));
    }
    features.add(Features.aboveTrailingMean(Duration.ofMinutes(5)).withFloor(floor));
    features.add(Features.aboveTrailingMean(Duration.ofMinutes(30)).withFloor(floor));
    features.add(Features.last());
    return features.toArray(Feature[]::new);
  }

  private int featuresOfChannel() {
    return EVENT_FEATURES_OF_CHANNEL + lagMinutes.size() + 2 + 1;
  }

  Horizon horizon() {
    return horizon;
  }

  /** Number of a reading in its recording, from 1: recordings begin at midnight. */
  public static int readingNumber(long nanos) {
    return (int) (nanos % Duration.ofDays(1).toNanos() / PERIOD.toNanos());
  }

  /** Features of the forecast task, over both channels. */
  int forecastFeatures() {
    return 2 * (featuresOfChannel() - EVENT_FEATURES_OF_CHANNEL - 1);
  }

  /** Positions in the frame of the event's features. */
  public int[] eventPositions() {
    int second = featuresOfChannel();
    return new int[] {0, 1, second, second + 1};
  }

  /** Positions in the frame of the forecast's features. */
  int[] forecastPositions() {
    int[] positions = new int[forecastFeatures()];
    int next = 0;
    for (int channel = 0; channel < 2; channel++) {
      for (int f = EVENT_FEATURES_OF_CHANNEL; f < featuresOfChannel() - 1; f++) {
        positions[next++] = channel * featuresOfChannel() + f;
      }
    }
    return positions;
  }

  /** Position of a channel's last reading. */
  public int lastPosition(int channel) {
    return (channel + 1) * featuresOfChannel() - 1;
  }

  /** Position of a channel's change within the horizon: its deviation is the forecast's unit. */
  int horizonPosition(int channel) {
    return channel * featuresOfChannel()
        + EVENT_FEATURES_OF_CHANNEL
        + lagMinutes.indexOf(horizon.minutes());
  }
}
