package io.tintin.samples.motes;

import io.tintin.core.continual.Prequential;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.LabelJoiner;
import java.time.Duration;
import java.util.BitSet;

/** Sees the steam: predicts each labelled frame, scores itself, then learns from it. */
public final class EventTask<N extends Net> implements LearningTask<N> {
  /** The label of a reading in the steam. */
  public static final int EVENT = 1;

  private static final int FADING_SHIFT = 8;

  private final Learner<N> learner;
  private final int[] positions;
  private final byte[] features;
  private final LabelJoiner joiner =
      new LabelJoiner(0, Duration.ofMinutes(1).toNanos(), 16, this::example);
  private final Prequential score = new Prequential(2, FADING_SHIFT);
  private final BitSet detected = new BitSet();
  private final BitSet labelled = new BitSet();
  private Mode mode = Mode.LEARN;

  public EventTask(Channels channels, Learner<N> learner) {
    this.learner = learner;
    this.positions = channels.eventPositions();
    this.features = new byte[positions.length];
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
  public void label(long nanos, int label) {
    joiner.label(nanos, nanos, label);
  }

  @Override
  public void frame(Frame frame, long humidityStepQ16, long temperatureStepQ16) {
    joiner.frame(frame);
  }

  private void example(Frame frame, int label) {
    if (mode == Mode.FOLLOW) {
      return;
    }
    for (int i = 0; i < positions.length; i++) {
      features[i] = frame.feature(positions[i]);
    }
    learner.net().run(features);
    int predicted = learner.net().label();
    score.score(predicted, label);
    int reading = Channels.readingNumber(frame.toNanos());
    detected.set(reading, predicted == EVENT);
    labelled.set(reading, label == EVENT);
    if (mode == Mode.LEARN) {
      learner.learn(features, label);
    }
  }

  /** Scores of all predictions, each made before its example was learned. */
  public Prequential score() {
    return score;
  }

  /** F1 of the event, from 0 to 1. */
  public double f1() {
    return score.f1Permille(EVENT) / 1000.0;
  }

  /** Numbers of the readings that were taken for an event. */
  public BitSet detected() {
    return detected;
  }

  /** Numbers of the readings that were in the steam. */
  public BitSet labelled() {
    return labelled;
  }
}
