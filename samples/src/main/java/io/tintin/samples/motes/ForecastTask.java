package io.tintin.samples.motes;

import io.tintin.core.continual.PrequentialError;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.LabelJoiner;
import java.time.Duration;
import java.util.List;

/**
 * Forecasts humidity and temperature: the net says their change within the horizon, in units of the
 * usual change. When the horizon has passed, the forecast is scored, then learned from.
 */
public final class ForecastTask<N extends Net> implements LearningTask<N> {
  private final Learner<N> learner;
  private final Channels channels;
  private final int[] positions;
  private final List<LabelJoiner> joiners;
  private final Forecast[] open;
  private final List<PrequentialError> errors =
      List.of(new PrequentialError(), new PrequentialError());
  private Mode mode = Mode.LEARN;

  /** What was known and said when a frame was made, and what became of it. */
  private static final class Forecast {
    private final byte[] features;
    private final int[] last = new int[2];
    private final long[] stepQ16 = new long[2];
    private final int[] said = new int[2];
    private final int[] actual = new int[2];
    private int matured;

    Forecast(int featureCount) {
      this.features = new byte[featureCount];
    }
  }

  public ForecastTask(Channels channels, Learner<N> learner) {
    this.learner = learner;
    this.channels = channels;
    this.positions = channels.forecastPositions();
    Duration horizon = channels.horizon().duration();
    int capacity = (int) horizon.dividedBy(Channels.PERIOD) + 16;
    this.joiners = List.of(joiner(horizon, capacity, 0), joiner(horizon, capacity, 1));
    this.open = new Forecast[2 * capacity];
    for (int i = 0; i < open.length; i++) {
      open[i] = new Forecast(positions.length);
    }
  }

  private LabelJoiner joiner(Duration horizon, int capacity, int channel) {
    return new LabelJoiner(
        horizon.toNanos(),
        Duration.ofMinutes(1).toNanos(),
        capacity,
        (frame, value) -> mature(frame, channel, value));
  }

  @Override
  public Learner<N> learner() {
    return learner;
  }

  @Override
  public void setMode(Mode newMode) {
    mode = newMode;
  }

  @Override
  public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
    if (!frame.isPresent(channels.lastPosition(0)) || !frame.isPresent(channels.lastPosition(1))) {
      return;
    }
    for (int channel = 0; channel < 2; channel++) {
      joiners.get(channel).value(frame.toNanos(), frame.raw(channels.lastPosition(channel)));
    }
    Forecast forecast = open[(int) (frame.sequence() % open.length)];
    forecast.matured = 0;
    forecast.stepQ16[Channels.HUMIDITY] = humidityStepQ16;
    forecast.stepQ16[Channels.TEMPERATURE] = temperatureStepQ16;
    for (int i = 0; i < positions.length; i++) {
      forecast.features[i] = frame.feature(positions[i]);
    }
    learner.net().run(forecast.features);
    for (int channel = 0; channel < 2; channel++) {
      long change = learner.net().output(channel) * forecast.stepQ16[channel];
      forecast.last[channel] = frame.raw(channels.lastPosition(channel));
      forecast.said[channel] = forecast.last[channel] + (int) ((change + (1 << 23)) >> 24);
      joiners.get(channel).frame(frame);
    }
  }

  private void mature(Frame frame, int channel, int value) {
    Forecast forecast = open[(int) (frame.sequence() % open.length)];
    forecast.actual[channel] = value;
    forecast.matured++;
    if (forecast.matured == 2 && mode != Mode.FOLLOW) {
      example(forecast);
    }
  }

  private void example(Forecast forecast) {
    int[] targets = new int[2];
    for (int channel = 0; channel < 2; channel++) {
      int last = forecast.last[channel];
      int actual = forecast.actual[channel];
      errors.get(channel).score(forecast.said[channel], last, actual);
      long steps = (((long) (actual - last)) << 16) / forecast.stepQ16[channel];
      targets[channel] = (int) Math.max(-127, Math.min(127, steps));
    }
    if (mode == Mode.LEARN) {
      learner.learn(forecast.features, targets);
    }
  }

  /** Errors of a channel in its steps of a hundredth, each scored before it was learned. */
  public PrequentialError error(int channel) {
    return errors.get(channel);
  }

  /** Mean absolute error against that of persistence; below 1 is better. */
  public double ratioToPersistence(int channel) {
    PrequentialError error = errors.get(channel);
    return (double) error.meanAbsoluteErrorMilli() / Math.max(1, error.persistenceErrorMilli());
  }
}
