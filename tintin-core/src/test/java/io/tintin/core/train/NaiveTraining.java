package io.tintin.core.train;

import io.tintin.core.layer.FreshSites;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerSite;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.Parameter;
import io.tintin.core.optim.UpdateScratch;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.AlignedSum;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A second trainer, as plain as can be: every activation and gradient has a buffer of its own, and
 * no parameter changes before all gradients are there. For dynamic rescaling.
 */
final class NaiveTraining {
  private final ModelSpec spec;
  private final TrainerConfig config;
  private final Parameters parameters;
  private final List<Parameter> trained = new ArrayList<>();
  private long stepCount;

  NaiveTraining(Model model, TrainerConfig config) {
    this.spec = model.spec();
    this.config = config;
    this.parameters = new Parameters(spec);
    parameters.set(model);
    for (Int8Buffer[] ofNode : parameters.byNode) {
      for (Int8Buffer parameter : ofNode) {
        trained.add(new Parameter(parameter, parameter.values.length, true, config.rule()));
      }
    }
  }

  Model model() {
    return parameters.toModel();
  }

  /** One step on these examples; targets are {@code [outputs, batch]}. */
  void step(byte[][] examples, int... targets) {
    int batch = examples.length;
    long key = RandomSource.streamKey(RandomSource.streamKey(config.seed(), 0), (int) stepCount++);
    LayerSite[] sites = forward(examples);
    LayerSite last = sites[sites.length - 1];
    Int8Buffer gradOutput = new Int8Buffer(last.output.values.length);
    config
        .loss()
        .gradient(
            last.output,
            targets,
            last.outputShape.size(),
            batch,
            0,
            RandomSource.streamKey(key, 0),
            new Int32Buffer(last.output.values.length),
            Rescaling.DYNAMIC.newRequantizer(),
            gradOutput);
    List<Int32Buffer> gradients = backward(sites, gradOutput);
    for (int p = 0; p < gradients.size(); p++) {
      config
          .rule()
          .update(
              trained.get(p),
              gradients.get(p),
              config.batchSize(),
              1 << 15,
              RandomSource.streamKey(key, p + 1),
              new UpdateScratch(config.rule()));
    }
  }

  private LayerSite[] forward(byte[][] examples) {
    int batch = examples.length;
    Shape[] shapes = spec.shapes().toArray(Shape[]::new);
    Int8Buffer[] values = new Int8Buffer[shapes.length];
    values[0] = new Int8Buffer(shapes[0].size() * batch);
    for (int b = 0; b < batch; b++) {
      Features.transpose(shapes[0], examples[b], 0, values[0].values, b, batch);
    }
    values[0].setScale(config.inputScale().shift(), 0, 0);
    LayerSite[] sites = new LayerSite[shapes.length - 1];
    for (int n = 0; n < sites.length; n++) {
      Layer layer = spec.layers().get(n);
      List<Integer> taken = spec.nodes().get(n).inputs();
      Int8Buffer[] inputs = taken.stream().map(v -> values[v]).toArray(Int8Buffer[]::new);
      Shape[] inputShapes = taken.stream().map(v -> shapes[v]).toArray(Shape[]::new);
      sites[n] = FreshSites.of(layer, parameters.byNode[n], inputs, inputShapes, batch);
      layer.forward(sites[n]);
      values[n + 1] = sites[n].output;
    }
    return sites;
  }

  /** Gradients of all parameters, in their order. */
  private List<Int32Buffer> backward(LayerSite[] sites, Int8Buffer gradOutput) {
    @Nullable Int8Buffer[] gradients = new @Nullable Int8Buffer[sites.length + 1];
    gradients[sites.length] = gradOutput;
    List<Int32Buffer> ofParameters = new ArrayList<>();
    for (int n = sites.length - 1; n >= 0; n--) {
      LayerSite site = sites[n];
      site.gradOutput = Objects.requireNonNull(gradients[n + 1]);
      site.layer.backward(site);
      List<Integer> taken = spec.nodes().get(n).inputs();
      for (int i = 0; i < taken.size(); i++) {
        Int8Buffer before = gradients[taken.get(i)];
        gradients[taken.get(i)] =
            before == null ? site.gradInputs[i] : sum(before, site.gradInputs[i], site.batch);
      }
      for (int p = site.parameters.length - 1; p >= 0; p--) {
        Int32Buffer gradient = new Int32Buffer(site.parameters[p].values.length);
        site.layer.gradient(site, p, gradient);
        ofParameters.add(0, gradient);
      }
    }
    return ofParameters;
  }

  private static Int8Buffer sum(Int8Buffer first, Int8Buffer further, int batch) {
    int count = first.values.length;
    Int32Buffer acc = new Int32Buffer(count);
    AlignedSum.of(new Int8Buffer[] {first, further}, count, acc);
    Int8Buffer sum = new Int8Buffer(count);
    Arrays.fill(sum.values, (byte) 99); // to be overwritten
    int bits =
        Arrays.stream(acc.values)
            .map(v -> 32 - Integer.numberOfLeadingZeros(Math.abs(v)))
            .max()
            .orElse(0);
    Rescaling.DYNAMIC.newRequantizer().requantize(acc, bits, count, batch, sum);
    return sum;
  }
}
