package io.tintin.samples.motes.study;

import io.tintin.core.continual.Prequential;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.EventTask;
import io.tintin.samples.motes.StreamListener;
import io.tintin.sensors.frame.Frame;

/**
 * What a mote can do that never saw an event and asks nobody: it calls a frame an event when one of
 * the event's features is further from 0 than any it saw while it watched.
 */
final class NoveltyDetector implements StreamListener {
  private final int[] positions;
  private final int[] furthest;
  private final Prequential score = new Prequential(2, 8);
  private boolean isWatching = true;
  private int nextLabel;

  NoveltyDetector(Channels channels) {
    this.positions = channels.eventPositions();
    this.furthest = new int[positions.length];
  }

  /** From now on it judges instead of watching. */
  void judge() {
    isWatching = false;
  }

  @Override
  public void label(long nanos, int label) {
    nextLabel = label;
  }

  @Override
  public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
    boolean isNovel = false;
    for (int i = 0; i < positions.length; i++) {
      int magnitude = Math.abs(frame.feature(positions[i]));
      isNovel |= magnitude > furthest[i];
      if (isWatching) {
        furthest[i] = Math.max(furthest[i], magnitude);
      }
    }
    if (!isWatching) {
      score.score(isNovel ? EventTask.EVENT : 0, nextLabel);
    }
  }

  double f1() {
    return score.f1Permille(EventTask.EVENT) / 1000.0;
  }
}
