package io.tintin.core.train;

import io.tintin.core.internal.kernel.KernelChoice;
import io.tintin.core.layer.LayerSite;
import io.tintin.core.model.Node;
import io.tintin.core.rescaling.AlignedSum;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int8Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a workspace: who writes which gradient, and where those of branches are
 * added. Wired once; buffers are used again as soon as nobody reads them any more, so a chain of
 * layers needs two.
 */
final class Backward {
  /** A gradient that comes from a further consumer of a value, to be added to the first one's. */
  private static final class Merge {
    final Int8Buffer[] terms;
    final int featureCount;
    final Requantizer requantizer;

    Merge(Int8Buffer first, Int8Buffer further, int featureCount, Requantizer requantizer) {
      this.terms = new Int8Buffer[] {first, further};
      this.featureCount = featureCount;
      this.requantizer = requantizer;
    }

    void run(LayerSite site) {
      int count = featureCount * site.batch;
      AlignedSum.of(terms, count, site.acc);
      int bits = KernelChoice.KERNELS.magnitudeBits(site.acc.values, 0, count);
      requantizer.requantize(site.acc, bits, count, site.batch, terms[0]);
    }
  }

  private final Workspace workspace;
  private final Merge[][] merges;
  private final Int8Buffer gradOutput;

  /** The first node that has a gradient to compute. */
  final int firstNode;

  private final List<Int8Buffer> allBuffers = new ArrayList<>();
  private final Deque<Int8Buffer> free = new ArrayDeque<>();

  /**
   * Wires the gradients.
   *
   * @param isTrained for each node whether one of its parameters is
   */
  Backward(Workspace workspace, Rescaling rescaling, boolean[] isTrained) {
    this.workspace = workspace;
    int nodes = workspace.sites.length;
    boolean[] isWanted = wanted(isTrained);
    this.merges = new Merge[nodes][];
    @Nullable Int8Buffer[] gradients = new @Nullable Int8Buffer[nodes + 1];
    this.gradOutput = take();
    gradients[nodes] = gradOutput;
    int first = nodes;
    for (int n = nodes - 1; n >= 0; n--) {
      Int8Buffer ofOutput = gradients[n + 1];
      merges[n] = new Merge[0];
      if (ofOutput != null) {
        first = n;
        workspace.sites[n].gradOutput = ofOutput;
        merges[n] = wire(n, gradients, isWanted, rescaling);
        free.push(ofOutput);
      }
    }
    this.firstNode = first;
  }

  /** A value's gradient is wanted if a parameter before it is trained. */
  private boolean[] wanted(boolean[] isTrained) {
    boolean[] isWanted = new boolean[isTrained.length + 1];
    for (int n = 0; n < isTrained.length; n++) {
      isWanted[n + 1] = isTrained[n];
      for (int value : node(n).inputs()) {
        isWanted[n + 1] |= isWanted[value];
      }
    }
    return isWanted;
  }

  private Merge[] wire(
      int n, @Nullable Int8Buffer[] gradients, boolean[] isWanted, Rescaling rescaling) {
    LayerSite site = workspace.sites[n];
    List<Merge> ofNode = new ArrayList<>();
    List<Integer> inputs = node(n).inputs();
    for (int i = 0; i < inputs.size(); i++) {
      int value = inputs.get(i);
      if (!isWanted[value]) {
        continue;
      }
      Int8Buffer written = take();
      site.gradInputs[i] = written;
      site.gradientRequantizers[i] = rescaling.newRequantizer();
      Int8Buffer first = gradients[value];
      if (first == null) {
        gradients[value] = written;
      } else {
        int features = workspace.shapes[value].size();
        ofNode.add(new Merge(first, written, features, rescaling.newRequantizer()));
      }
    }
    for (Merge merge : ofNode) {
      free.push(merge.terms[1]);
    }
    return ofNode.toArray(new Merge[0]);
  }

  private Node node(int n) {
    return workspace.spec.nodes().get(n);
  }

  private Int8Buffer take() {
    if (free.isEmpty()) {
      Int8Buffer added = new Int8Buffer(workspace.largestValue());
      allBuffers.add(added);
      return added;
    }
    return free.pop();
  }

  /** Where the loss writes its derivative by the output. */
  Int8Buffer gradOutput() {
    return gradOutput;
  }

  /** Bytes of all gradients. */
  long gradientBytes() {
    return (long) allBuffers.size() * workspace.largestValue();
  }

  /** Computes the gradients by the inputs of one node, after those of all nodes behind it. */
  void backward(int n) {
    LayerSite site = workspace.sites[n];
    site.layer.backward(site);
    for (Merge merge : merges[n]) {
      merge.run(site);
    }
  }

  /** All places of the way back that requantise, in an order that depends on the model alone. */
  void collect(List<Requantizer> requantizers) {
    for (int n = 0; n < merges.length; n++) {
      requantizers.addAll(List.of(workspace.sites[n].gradientRequantizers));
      for (Merge merge : merges[n]) {
        requantizers.add(merge.requantizer);
      }
    }
  }
}
