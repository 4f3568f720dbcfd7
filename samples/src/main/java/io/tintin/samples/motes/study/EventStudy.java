package io.tintin.samples.motes.study;

import io.tintin.core.model.Model;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.EventTask;
import io.tintin.samples.motes.Int8Net;
import io.tintin.samples.motes.Learner;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.Net;
import io.tintin.samples.motes.Recipe;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Leave one mote out: for each of the four that saw an event, trains on the other seven and tests
 * on all readings of the one left out. As there are four events in all, each fold leaves one event
 * out.
 */
public final class EventStudy {
  private static final int TEST_STREAM = 1000;
  private static final int POOL_STREAM = 1001;

  /** F1 of one fold, for one seed. */
  public record Fold(
      Mote mote,
      long seed,
      double alone,
      double novelty,
      double federated,
      double pooledInt8,
      double pooledFloat32,
      List<Double> curve,
      BitSet detected,
      BitSet labelled) {}

  private final Study study;
  private final Channels channels;

  public EventStudy(Study study, Channels channels) {
    this.study = study;
    this.channels = channels;
  }

  public Fold run(Mote leftOut, long seed) {
    List<Mote> others = new ArrayList<>(Mote.ALL);
    others.remove(leftOut);
    List<Double> curve = new ArrayList<>();
    Map<Mote, EventTask<Int8Net>> tasks =
        tasks(others, mote -> Recipe.EVENT.int8(seed, mote.index()));
    Model global =
        study.federated(
            Recipe.EVENT,
            tasks,
            seed,
            (round, model) -> curve.add(tested(model, seed, leftOut).f1()));
    EventTask<Int8Net> federated = tested(global, seed, leftOut);
    Recipe pool = Recipe.EVENT.pooled(others.size());
    return new Fold(
        leftOut,
        seed,
        alone(leftOut, seed),
        novelty(leftOut),
        federated.f1(),
        pooled(others, () -> pool.int8(seed, POOL_STREAM), leftOut),
        pooled(others, () -> FloatNet.learner(pool, seed, POOL_STREAM), leftOut),
        curve,
        federated.detected(),
        federated.labelled());
  }

  private <N extends Net> Map<Mote, EventTask<N>> tasks(
      List<Mote> motes, java.util.function.Function<Mote, Learner<N>> learner) {
    Map<Mote, EventTask<N>> tasks = new LinkedHashMap<>();
    motes.forEach(mote -> tasks.put(mote, study.event(learner.apply(mote))));
    return tasks;
  }

  private EventTask<Int8Net> tested(Model model, long seed, Mote mote) {
    Learner<Int8Net> learner = Recipe.EVENT.int8(seed, TEST_STREAM);
    learner.net().trainer().load(model);
    return study.tested(learner, mote);
  }

  private <N extends Net> double pooled(
      List<Mote> motes, Supplier<Learner<N>> newLearner, Mote leftOut) {
    Learner<N> learner = newLearner.get();
    study.pooled(tasks(motes, mote -> learner), learner);
    return study.tested(learner, leftOut).f1();
  }

  /** Mean over the motes that never saw an event, each with what it learned alone. */
  private double alone(Mote leftOut, long seed) {
    Map<Mote, EventTask<Int8Net>> tasks =
        tasks(eventless(), mote -> Recipe.EVENT.int8(seed, mote.index()));
    study.alone(tasks);
    return tasks.values().stream()
        .mapToDouble(task -> study.tested(task.learner(), leftOut).f1())
        .average()
        .orElseThrow();
  }

  /** Mean over the same motes, each with the bounds it saw in its own readings. */
  private double novelty(Mote leftOut) {
    return eventless().stream()
        .mapToDouble(
            mote -> {
              NoveltyDetector detector = new NoveltyDetector(channels);
              study.replay(mote, detector);
              detector.judge();
              study.replay(leftOut, detector);
              return detector.f1();
            })
        .average()
        .orElseThrow();
  }

  private static List<Mote> eventless() {
    return Mote.ALL.stream().filter(mote -> !mote.seesEvent()).toList();
  }
}
