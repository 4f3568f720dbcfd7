package io.tintin.samples.motes;

import java.time.Duration;

/** How far ahead to forecast, and the least usual change that is assumed over that time. */
public enum Horizon {
  ONE_MINUTE(1, 16, 4),
  TWO_MINUTES(2, 24, 6),
  FIVE_MINUTES(5, 32, 10),
  TEN_MINUTES(10, 48, 16);

  private final int minutes;
  private final int humidityFloor;
  private final int temperatureFloor;

  Horizon(int minutes, int humidityFloor, int temperatureFloor) {
    this.minutes = minutes;
    this.humidityFloor = humidityFloor;
    this.temperatureFloor = temperatureFloor;
  }

  public int minutes() {
    return minutes;
  }

  Duration duration() {
    return Duration.ofMinutes(minutes);
  }

  /** The least usual change of a channel, in its steps of a hundredth. */
  int floor(int channel) {
    return channel == Channels.HUMIDITY ? humidityFloor : temperatureFloor;
  }
}
