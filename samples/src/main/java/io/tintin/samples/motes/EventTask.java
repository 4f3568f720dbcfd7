package io.tintin.samples.motes;

import io.tintin.core.continual.Prequential;
import io.tintin.sensors.frame.Frame;
import io.tintin.sensors.frame.LabelJoiner;
import java.time.Duration;
import java.util.BitSet;

/** Sees the steam: predicts each labelled frame, scores itself, then learns from it. */
final class EventTask<N extends Net> implements Task<N> {
  /** The label of a reading in the steam. */
  static final int EVENT = 1;

  private static final int FADING_SHIFT = 8;

  private final Learner<N> learner;
  private final int[] positions;
  private final byte[] features;
  private final LabelJoiner joiner =
      new LabelJoiner(0, Duration.ofMinutes(1).toNanos(), 16, this::example);
  private final Prequential score = new Prequential(2, FADING_SHIFT);
  private final BitSet detected = new BitSet();
  private final BitSet labelled = new BitSet();
  private boolean isLearning = true;
  private int count;

  EventTask(Channels channels, Learner<N> learner) {
    this.learner = learner;
    this.positions = channels.eventPositions();
    this.features = new byte[positions.length];
  }

  @Override
  public Learner<N> learner() {
    return learner;
  }

  /** From now on only predicts and scores. */
  void stopLearning() {
    isLearning = false;
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
    for (int i = 0; i < positions.length; i++) {
      features[i] = frame.feature(positions[i]);
    }
    learner.net().run(features);
    int predicted = learner.net().label();
    score.score(predicted, label);
    detected.set(count, predicted == EVENT);
    labelled.set(count, label == EVENT);
    count++;
    if (isLearning) {
      learner.learn(features, label);
    }
  }

  /** Scores of all predictions, each made before its example was learned. */
  Prequential score() {
    return score;
  }

  /** F1 of the event, from 0 to 1. */
  double f1() {
    return score.f1Permille(EVENT) / 1000.0;
  }

  /** Predictions so far. */
  int count() {
    return count;
  }

  /** Which predictions said event. */
  BitSet detected() {
    return detected;
  }

  /** Which labels did. */
  BitSet labelled() {
    return labelled;
  }
}
