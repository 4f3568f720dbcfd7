package io.tintin.samples.motes;

import io.tintin.core.continual.PrequentialError;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.LabelJoiner;
import java.time.Duration;
import java.util.List;

/**
 * Forecasts humidity and temperature: the net says their change within the horizon, in units of the
 * usual change. When the horizon has passed, the forecast is scored and learned from.
 */
final class ForecastTask<N extends Net> implements Task<N> {
  private final Learner<N> learner;
  private final int[] positions;
  private final LabelJoiner joiner;
  private final Forecast[] open;
  private final long periodNanos = Channels.PERIOD.toNanos();
  private final List<PrequentialError> errors =
      List.of(new PrequentialError(), new PrequentialError());

  /** The last readings, by their number modulo the length. */
  private final int[][] readings;

  /** What was known and said when a frame was made. */
  private static final class Forecast {
    private final byte[] features;
    private final int[] last = new int[2];
    private final long[] stepQ16 = new long[2];
    private final int[] forecast = new int[2];

    Forecast(int featureCount) {
      this.features = new byte[featureCount];
    }
  }

  ForecastTask(Channels channels, Horizon horizon, Learner<N> learner) {
    this.learner = learner;
    this.positions = channels.forecastPositions();
    long horizonNanos = horizon.duration().toNanos();
    int capacity = (int) (horizonNanos / periodNanos) + 16;
    this.joiner =
        new LabelJoiner(horizonNanos, Duration.ofMinutes(1).toNanos(), capacity, this::example);
    this.open = new Forecast[2 * capacity];
    this.readings = new int[2 * capacity][2];
    for (int i = 0; i < open.length; i++) {
      open[i] = new Forecast(positions.length);
    }
  }

  @Override
  public Learner<N> learner() {
    return learner;
  }

  @Override
  public void reading(long nanos, int humidity, int temperature) {
    int number = (int) (nanos / periodNanos % readings.length);
    readings[number][Channels.HUMIDITY] = humidity;
    readings[number][Channels.TEMPERATURE] = temperature;
    joiner.value(nanos, number);
  }

  @Override
  public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
    Forecast forecast = open[(int) (frame.sequence() % open.length)];
    forecast.stepQ16[Channels.HUMIDITY] = humidityStepQ16;
    forecast.stepQ16[Channels.TEMPERATURE] = temperatureStepQ16;
    for (int i = 0; i < positions.length; i++) {
      forecast.features[i] = frame.feature(positions[i]);
    }
    int[] now = readings[(int) (frame.toNanos() / periodNanos % readings.length)];
    learner.net().run(forecast.features);
    for (int channel = 0; channel < 2; channel++) {
      long change = learner.net().output(channel) * forecast.stepQ16[channel];
      forecast.last[channel] = now[channel];
      forecast.forecast[channel] = now[channel] + (int) ((change + (1 << 23)) >> 24);
    }
    joiner.frame(frame);
  }

  private void example(Frame frame, int number) {
    Forecast forecast = open[(int) (frame.sequence() % open.length)];
    int[] actual = readings[number];
    int[] targets = new int[2];
    for (int channel = 0; channel < 2; channel++) {
      int last = forecast.last[channel];
      errors.get(channel).score(forecast.forecast[channel], last, actual[channel]);
      long steps = (((long) (actual[channel] - last)) << 16) / forecast.stepQ16[channel];
      targets[channel] = (int) Math.max(-127, Math.min(127, steps));
    }
    learner.learn(forecast.features, targets);
  }

  /**
   * Errors of a channel in its steps of a hundredth, each forecast scored before it was learned.
   */
  PrequentialError error(int channel) {
    return errors.get(channel);
  }

  /** Mean absolute error against that of persistence; below 1 is better. */
  double ratioToPersistence(int channel) {
    PrequentialError error = errors.get(channel);
    return (double) error.meanAbsoluteErrorMilli() / Math.max(1, error.persistenceErrorMilli());
  }
}
