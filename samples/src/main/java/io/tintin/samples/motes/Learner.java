package io.tintin.samples.motes;

import io.tintin.core.continual.ReplayBuffer;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a network on new examples as they come, mixed with rehearsed ones. The rare class of a
 * recipe has a replay buffer and a share of the rehearsal of its own.
 */
public final class Learner<N extends Net> {
  private final N net;
  private final int newPerStep;
  private final int rareEighths;
  private final List<ReplayBuffer> buffers = new ArrayList<>();
  private final RandomSource random;
  private final byte[] features;
  private final int[] targets;
  private RandomSequence choices;
  private int newPending;
  private int trainedCount;

  /** A learner that remembers nothing yet. */
  public Learner(Recipe recipe, N net, RandomSource random) {
    this.net = net;
    this.random = random;
    this.newPerStep = recipe.newPerStep();
    this.rareEighths = recipe.rareEighths();
    int outputs = recipe.spec().output().size();
    this.features = new byte[recipe.spec().input().size()];
    this.targets = new int[recipe.config().loss().targetSize(outputs)];
    this.choices = new RandomSequence(random.stream(0), 0);
    for (int capacity : recipe.capacities()) {
      buffers.add(
          new ReplayBuffer(
              features.length, targets.length, capacity, random.stream(1 + buffers.size())));
    }
  }

  public N net() {
    return net;
  }

  /** Begins to count the examples that an update stands for. */
  public void beginRound() {
    trainedCount = 0;
  }

  /** Examples trained on in this round, rehearsed ones included, but at least 1. */
  public int trainedCount() {
    return Math.max(1, trainedCount);
  }

  /** Learns a new example; every few of them make a step. */
  public void learn(byte[] newFeatures, int... newTargets) {
    net.add(newFeatures, newTargets);
    buffers.get(buffers.size() > 1 ? newTargets[0] : 0).offer(newFeatures, newTargets);
    newPending++;
    if (newPending == newPerStep) {
      flush();
    }
  }

  /** Makes a step of what is pending, filled up with rehearsed examples. */
  public void flush() {
    newPending = 0;
    while (!net.isFull() && hasMemory()) {
      chooseBuffer().draw(features, targets);
      net.add(features, targets);
    }
    if (net.pendingCount() > 0) {
      trainedCount += net.pendingCount();
      net.step();
    }
  }

  /** Makes steps of rehearsed examples alone. */
  public void rehearse(int steps) {
    for (int s = 0; s < steps; s++) {
      flush();
    }
  }

  private boolean hasMemory() {
    for (ReplayBuffer buffer : buffers) {
      if (buffer.size() > 0) {
        return true;
      }
    }
    return false;
  }

  /** The rare class with the share that the recipe gives it, where both classes are known. */
  private ReplayBuffer chooseBuffer() {
    ReplayBuffer common = buffers.get(0);
    ReplayBuffer rare = buffers.get(buffers.size() - 1);
    boolean wantsRare = choices.nextBelow(8) < rareEighths;
    return rare.size() > 0 && (wantsRare || common.size() == 0) ? rare : common;
  }

  List<ReplayBuffer> buffers() {
    return buffers;
  }

  /** What {@link #restore} needs besides the network and the buffers. */
  int[] counters() {
    return new int[] {choices.position(), trainedCount};
  }

  void restore(int[] counters) {
    choices = new RandomSequence(random.stream(0), counters[0]);
    trainedCount = counters[1];
  }
}
