package io.tintin.core.train;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.optim.Parameter;
import io.tintin.core.optim.PartwiseRule;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.optim.UpdateScratch;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parameters of a trainer, and the updates of those that it trains. */
final class Updates {
  /** Most values of a part: few enough to share a small net out, and to stay in a cache. */
  private static final int PART = 8192;

  /** Values of a parameter that one thread updates, those in {@code [from, to)}. */
  private record Part(int parameter, int from, int to) {}

  /** All of the model, also those that are not trained. */
  final Parameter[] parameters;

  private final TrainerConfig config;

  /** The rule, if it may update parts. */
  private final @Nullable PartwiseRule partwise;

  private final boolean[] isTrained;
  private final @Nullable ChannelMask[] masks;
  private final Part[] parts;

  /** By parameter, whether a part of it waits to be settled. */
  private final boolean[] isBeyond;

  Updates(Parameters values, TrainerConfig config, Selection selection) {
    this.config = config;
    this.partwise = config.rule() instanceof PartwiseRule rule ? rule : null;
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
    this.parts = parts();
    this.isBeyond = new boolean[parameters.length];
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

  private Part[] parts() {
    List<Part> all = new ArrayList<>();
    for (int number = 0; number < parameters.length; number++) {
      int count = isTrained[number] ? parameters[number].count : 0;
      int size = partwise != null && masks[number] == null ? PART : count;
      for (int from = 0; from < count; from += size) {
        all.add(new Part(number, from, Math.min(from + size, count)));
      }
    }
    return all.toArray(new Part[0]);
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
          update(number, lane.workspace.acc, rateFactor, stepKey, lane.updateScratch);
        }
      }
    }
  }

  /** Of how many parts the parameters are, each for {@link #updatePart}. */
  int partCount() {
    return parts.length;
  }

  /**
   * The update of one part by the gradients that lanes have added up. Several threads may do so at
   * once; {@link #settle} follows after all parts.
   */
  void updatePart(int n, Lane[] lanes, UpdateScratch scratch, int rateFactor, long stepKey) {
    Part part = parts[n];
    int number = part.parameter;
    Int32Buffer sums = sumsOf(part, lanes);
    if (partwise == null || masks[number] != null) {
      update(number, sums, rateFactor, stepKey, scratch);
      return;
    }
    Parameter parameter = parameters[number];
    long key = keyOf(number, stepKey);
    int batch = config.batchSize();
    if (partwise.updatePart(parameter, sums, part.from, part.to, batch, rateFactor, key, scratch)) {
      isBeyond[number] = true;
    }
  }

  /** Adds up a part of a gradient over all lanes, in the sums of the first that made a pass. */
  private static Int32Buffer sumsOf(Part part, Lane[] lanes) {
    Int32Buffer sums = gradient(lanes, part.parameter);
    for (Lane lane : lanes) {
      Int32Buffer ofLane = lane.sums[part.parameter];
      if (lane.hasSums() && ofLane != sums) {
        KERNELS.add(ofLane.values, part.from, part.to, sums.values);
      }
    }
    return sums;
  }

  private static Int32Buffer gradient(Lane[] lanes, int number) {
    int first = 0;
    while (!lanes[first].hasSums()) {
      first++;
    }
    return lanes[first].sums[number];
  }

  /** Ends the updates of all parts. */
  void settle(Lane[] lanes) {
    for (int number = 0; number < parameters.length; number++) {
      if (isBeyond[number]) {
        Objects.requireNonNull(partwise).settle(parameters[number], gradient(lanes, number));
        isBeyond[number] = false;
      }
    }
  }

  /** Takes all parameters as they are, whatever was begun. */
  void forget() {
    Arrays.fill(isBeyond, false);
    for (Parameter parameter : parameters) {
      parameter.forget();
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

  private void update(
      int number, Int32Buffer gradient, int rateFactor, long stepKey, UpdateScratch scratch) {
    ChannelMask mask = masks[number];
    if (mask != null) {
      mask.hide(gradient);
    }
    int batch = config.batchSize();
    long key = keyOf(number, stepKey);
    config.rule().update(parameters[number], gradient, batch, rateFactor, key, scratch);
    if (mask != null) {
      mask.restore();
    }
  }

  /** Parameter {@code p} of the model, counted from 0, draws from stream {@code p + 1}. */
  private static long keyOf(int number, long stepKey) {
    return RandomSource.streamKey(stepKey, number + 1);
  }
}
