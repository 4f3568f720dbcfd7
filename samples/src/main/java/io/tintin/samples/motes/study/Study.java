package io.tintin.samples.motes.study;

import io.tintin.core.aggregate.Aggregation;
import io.tintin.core.aggregate.FedAvg;
import io.tintin.core.aggregate.MalformedUpdateException;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.random.RandomSource;
import io.tintin.samples.motes.Channels;
import io.tintin.samples.motes.EventTask;
import io.tintin.samples.motes.ForecastTask;
import io.tintin.samples.motes.Horizon;
import io.tintin.samples.motes.Int8Net;
import io.tintin.samples.motes.Learner;
import io.tintin.samples.motes.LearningTask;
import io.tintin.samples.motes.Mote;
import io.tintin.samples.motes.Net;
import io.tintin.samples.motes.Recipe;
import io.tintin.samples.motes.RoundPlan;
import io.tintin.samples.motes.StreamListener;
import io.tintin.sensors.source.SourceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Trains again and again on recordings of the motes' pipelines, without a network. The arithmetic
 * of a federation is all in the core, so it gives the same models as over MQTT.
 */
public final class Study {
  private final Channels channels;
  private final RoundPlan plan;
  private final List<Recording> recordings = new ArrayList<>();

  /** Runs all motes' readings through their pipelines once. */
  public Study(Horizon horizon, RoundPlan plan)
      throws IOException, SourceException, InterruptedException {
    this.plan = plan;
    this.channels = new Channels(horizon);
    for (Mote mote : Mote.ALL) {
      recordings.add(Recording.of(mote, channels));
    }
  }

  Recipe forecastRecipe() {
    return Recipe.forecast(channels);
  }

  <N extends Net> EventTask<N> event(Learner<N> learner) {
    return new EventTask<>(channels, learner);
  }

  <N extends Net> ForecastTask<N> forecast(Learner<N> learner) {
    return new ForecastTask<>(channels, learner);
  }

  /**
   * Federates motes.
   *
   * @param tasks of the motes that take part, each with a learner of its own
   * @param watcher of the model after each round
   * @return the model after the last round
   */
  Model federated(
      Recipe recipe,
      Map<Mote, ? extends LearningTask<Int8Net>> tasks,
      long seed,
      BiConsumer<Integer, Model> watcher) {
    Model model = recipe.initialModel(seed);
    for (int round = 1; round <= plan.rounds(); round++) {
      Aggregation sums = new FedAvg().begin(model, new RandomSource(seed).stream(round));
      for (Map.Entry<Mote, ? extends LearningTask<Int8Net>> entry : tasks.entrySet()) {
        if (plan.isTakingPart(entry.getKey(), round)) {
          Learner<Int8Net> learner = entry.getValue().learner();
          learner.net().trainer().load(model);
          learner.beginRound();
          work(entry.getKey(), round, entry.getValue());
          add(sums, model, learner);
        }
      }
      model = sums.updateCount() == 0 ? model : sums.result();
      watcher.accept(round, model);
    }
    return model;
  }

  private static void add(Aggregation sums, Model base, Learner<Int8Net> learner) {
    Model trained = learner.net().trainer().model();
    try {
      sums.add(ModelUpdate.of(base.id(), trained, learner.trainedCount()));
    } catch (MalformedUpdateException e) {
      throw new IllegalStateException("own update must fit its base", e);
    }
  }

  /** The same in float32, with float averages. */
  void federatedFloat(Map<Mote, ? extends LearningTask<FloatNet>> tasks) {
    float[] model = tasks.values().iterator().next().learner().net().parameters();
    for (int round = 1; round <= plan.rounds(); round++) {
      float[] sum = new float[model.length];
      int examples = 0;
      for (Map.Entry<Mote, ? extends LearningTask<FloatNet>> entry : tasks.entrySet()) {
        if (plan.isTakingPart(entry.getKey(), round)) {
          Learner<FloatNet> learner = entry.getValue().learner();
          learner.net().load(model);
          learner.beginRound();
          work(entry.getKey(), round, entry.getValue());
          int weight = learner.trainedCount();
          float[] trained = learner.net().parameters();
          for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * trained[i];
          }
          examples += weight;
        }
      }
      for (int i = 0; examples > 0 && i < sum.length; i++) {
        model[i] = sum[i] / examples;
      }
    }
  }

  /** Each mote learns by itself; the tasks then hold what they learned and scored. */
  void alone(Map<Mote, ? extends LearningTask<?>> tasks) {
    tasks.forEach(
        (mote, task) -> {
          for (int round = 1; round <= plan.rounds(); round++) {
            if (plan.isTakingPart(mote, round)) {
              work(mote, round, task);
            }
          }
        });
  }

  private void work(Mote mote, int round, LearningTask<?> task) {
    int from = plan.readingsAfter(mote, round - 1);
    recordings.get(mote.index()).replay(from, plan.readingsAfter(mote, round), task);
    plan.finish(mote, round, task.learner());
  }

  /** One learner sees the readings of all motes, those of a campaign side by side. */
  <N extends Net> void pooled(Map<Mote, ? extends LearningTask<N>> tasks, Learner<N> learner) {
    int mostReadings = tasks.keySet().stream().mapToInt(Mote::readings).max().orElse(0);
    for (int campaign = 1; campaign <= 2; campaign++) {
      for (int row = 0; row < mostReadings; row++) {
        for (Map.Entry<Mote, ? extends LearningTask<N>> entry : tasks.entrySet()) {
          Mote mote = entry.getKey();
          if (mote.campaign() == campaign && row < mote.readings()) {
            recordings.get(mote.index()).replay(row, row + 1, entry.getValue());
          }
        }
      }
    }
    for (int round = plan.rounds() - plan.closing() + 1; round <= plan.rounds(); round++) {
      for (Mote mote : tasks.keySet()) {
        plan.finish(mote, round, learner);
      }
    }
  }

  /** All that came from a mote. */
  public void replay(Mote mote, StreamListener to) {
    recordings.get(mote.index()).replay(0, mote.readings(), to);
  }

  /** Runs a model over all readings of a mote, without learning. */
  <N extends Net> EventTask<N> tested(Learner<N> learner, Mote mote) {
    EventTask<N> task = event(learner);
    task.setMode(LearningTask.Mode.TEST);
    replay(mote, task);
    return task;
  }
}
