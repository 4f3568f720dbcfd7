package io.tintin.core.train;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.optim.Parameter;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters of a trainer, and the updates of those that it trains. */
final class Updates {
  /** All of the model, also those that are not trained. */
  final Parameter[] parameters;

  private final TrainerConfig config;
  private final boolean[] isTrained;
  private final @Nullable ChannelMask[] masks;

  Updates(Parameters values, TrainerConfig config, Selection selection) {
    this.config = config;
    List<Shape> shapes = values.spec.parameterShapes();
    this.parameters = newParameters(values, config.rule());
    this.isTrained = new boolean[parameters.length];
    this.masks = new @Nullable ChannelMask[parameters.length];
    int number = 0;
    for (boolean[] ofNode : selection.isTrained) {
      for (boolean trained : ofNode) {
        isTrained[number] = trained;
        if (trained && selection.channels != null) {
          int channelCount = shapes.get(number).extent(0);
          List<Integer> channels = selection.channels.channels();
          masks[number] = new ChannelMask(parameters[number], channelCount, channels);
        }
        number++;
      }
    }
  }

  private static Parameter[] newParameters(Parameters values, UpdateRule rule) {
    List<Parameter> all = new ArrayList<>();
    List<Shape> shapes = values.spec.parameterShapes();
    for (Int8Buffer[] ofNode : values.byNode) {
      for (Int8Buffer weights : ofNode) {
        boolean decays = shapes.get(all.size()).rank() > 1;
        all.add(new Parameter(weights, weights.values.length, decays, rule));
      }
    }
    return all.toArray(new Parameter[0]);
  }

  /**
   * The way back of a step that is one pass. Each parameter is updated as soon as its gradient is
   * there, so no gradient is kept.
   */
  void inOnePass(Lane lane, int rateFactor, long stepKey) {
    int number = parameters.length;
    for (int n = lane.workspace.sites.length - 1; n >= lane.backward.firstNode; n--) {
      lane.backward.backward(n);
      LayerSite site = lane.workspace.sites[n];
      for (int p = site.parameters.length - 1; p >= 0; p--) {
        if (isTrained[--number]) {
          site.layer.gradient(site, p, lane.workspace.acc);
          update(number, lane.workspace.acc, rateFactor, stepKey);
        }
      }
    }
  }

  /** The updates by gradients that were added up over passes and lanes. */
  void ofSums(Lane[] lanes, int rateFactor, long stepKey) {
    for (int i = 0; i < parameters.length; i++) {
      if (isTrained[i]) {
        update(i, Lanes.sum(lanes, i), rateFactor, stepKey);
      }
    }
  }

  /** Makes scales finer that updates have left too coarse. */
  void scaleUp() {
    for (int i = 0; i < parameters.length; i++) {
      if (isTrained[i]) {
        config.rule().scaleUp(parameters[i]);
      }
    }
  }

  /** Parameter {@code p} of the model, counted from 0, draws from stream {@code p + 1}. */
  private void update(int number, Int32Buffer gradient, int rateFactor, long stepKey) {
    ChannelMask mask = masks[number];
    if (mask != null) {
      mask.hide(gradient);
    }
    long key = RandomSource.streamKey(stepKey, number + 1);
    config.rule().update(parameters[number], gradient, config.batchSize(), rateFactor, key);
    if (mask != null) {
      mask.restore();
    }
  }
}
