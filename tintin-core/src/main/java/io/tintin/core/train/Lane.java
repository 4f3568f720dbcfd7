package io.tintin.core.train;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.loss.Loss;
import io.tintin.core.optim.UpdateScratch;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.rescaling.TrackedRequantizer;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One thread's share of a step: passes over parts of the batch, and the sums of their gradients.
 */
final class Lane {
  final Workspace workspace;
  final Backward backward;
  final TrackedRequantizer[] trackers;
  final UpdateScratch updateScratch;

  /**
   * Gradients summed over passes, by parameter number; empty for one that is not trained, and if
   * nothing is added up.
   */
  final Int32Buffer[] sums;

  private final TrainerConfig config;
  private final Requantizer lossRequantizer;
  private final int[] targets;
  private final boolean[][] isTrained;
  private boolean hasSums;
  private long loss;

  Lane(
      Parameters parameters,
      TrainerConfig config,
      int passSize,
      boolean[][] isTrained,
      boolean addsUp) {
    Rescaling rescaling = config.rescaling();
    List<Int32Buffer> ofParameters = new ArrayList<>();
    for (int n = 0; n < isTrained.length; n++) {
      for (int p = 0; p < isTrained[n].length; p++) {
        int size = isTrained[n][p] ? parameters.byNode[n][p].values.length : 0;
        ofParameters.add(new Int32Buffer(addsUp ? size : 0));
      }
    }
    Requantizer[] requantizers = rescaling.newRequantizers(parameters.byNode.length);
    this.config = config;
    this.isTrained = isTrained;
    this.workspace = new Workspace(parameters, passSize, requantizers, true);
    this.backward = new Backward(workspace, rescaling, nodesOf(isTrained));
    this.lossRequantizer = rescaling.newRequantizer();
    this.trackers = trackers();
    this.updateScratch = new UpdateScratch(config.rule());
    this.sums = ofParameters.toArray(new Int32Buffer[0]);
    this.targets = new int[config.loss().targetSize(workspace.outputSize()) * passSize];
  }

  private static boolean[] nodesOf(boolean[][] isTrained) {
    boolean[] nodes = new boolean[isTrained.length];
    for (int n = 0; n < nodes.length; n++) {
      for (boolean parameter : isTrained[n]) {
        nodes[n] |= parameter;
      }
    }
    return nodes;
  }

  private TrackedRequantizer[] trackers() {
    List<Requantizer> all = new ArrayList<>(List.of(lossRequantizer));
    for (LayerSite site : workspace.sites) {
      all.add(site.outputRequantizer);
    }
    backward.collect(all);
    List<TrackedRequantizer> tracked = new ArrayList<>();
    for (Requantizer requantizer : all) {
      if (requantizer instanceof TrackedRequantizer tracker) {
        tracked.add(tracker);
      }
    }
    return tracked.toArray(new TrackedRequantizer[0]);
  }

  /** Begins a step: no gradients, no loss. */
  void begin() {
    hasSums = false;
    loss = 0;
    for (TrackedRequantizer tracker : trackers) {
      tracker.beginStep();
    }
  }

  /** The loss of all passes of this step. */
  long loss() {
    return loss;
  }

  /** Whether this lane made a pass that was added up. */
  boolean hasSums() {
    return hasSums;
  }

  /** Forward, loss, and the gradient of the output, of the examples in {@code [from, to)}. */
  void forward(Examples examples, int from, int to, long stepKey) {
    int batch = to - from;
    Int8Buffer input = workspace.values[0];
    examples.transposeTo(from, to, input.values, targets);
    input.setScale(
        config.inputScale().shift(), config.inputScale().up(), config.inputScale().down());
    workspace.forward(batch, from, true, stepKey);
    Loss criterion = config.loss();
    loss +=
        criterion.gradient(
            workspace.output(),
            targets,
            workspace.outputSize(),
            batch,
            from,
            RandomSource.streamKey(stepKey, 0),
            workspace.acc,
            lossRequantizer,
            backward.gradOutput());
  }

  /**
   * Makes one pass, over the examples in {@code [from, to)}, whose gradients are added to those of
   * earlier ones of the same step.
   */
  void addUp(Examples examples, int from, int to, long stepKey) {
    forward(examples, from, to, stepKey);
    int number = sums.length;
    for (int n = workspace.sites.length - 1; n >= backward.firstNode; n--) {
      backward.backward(n);
      LayerSite site = workspace.sites[n];
      number -= site.parameters.length;
      for (int p = 0; p < site.parameters.length; p++) {
        if (isTrained[n][p]) {
          addGradient(site, p, sums[number + p]);
        }
      }
    }
    hasSums = true;
  }

  /** Adds a gradient of the same scale, or sets it if nothing was there. */
  private void addGradient(LayerSite site, int parameter, Int32Buffer sum) {
    if (hasSums) {
      site.layer.gradient(site, parameter, workspace.acc);
      KERNELS.add(workspace.acc.values, 0, sum.values.length, sum.values);
    } else {
      site.layer.gradient(site, parameter, sum);
    }
  }
}
