package io.tintin.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.FreshSites;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LayerSite;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.GraphBuilder;
import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.rescaling.Rescaling;
import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Integer gradients of whole graphs against central differences in double precision. */
class GraphGradientTest {
  private static final int BATCH = 8;
  private static final int INPUTS = 6;
  private static final int INPUT_SHIFT = -6;
  private static final int SEEDS = 15;

  private static GraphBuilder graph() {
    return new GraphBuilder(Shape.of(INPUTS));
  }

  private static ModelSpec residual() {
    GraphBuilder graph = graph();
    int trunk = graph.add(new Dense(INPUTS, 8));
    graph.add(new Relu());
    int branch = graph.add(new Dense(8, 8));
    graph.add(new Add(), trunk, branch);
    graph.add(new Dense(8, 3));
    return graph.build();
  }

  private static ModelSpec nested() {
    GraphBuilder graph = graph();
    int trunk = graph.add(new Dense(INPUTS, 8));
    int outer = graph.add(new Dense(8, 8), trunk);
    graph.add(new Relu());
    int inner = graph.add(new Dense(8, 8));
    int innerSum = graph.add(new Add(), outer, inner);
    int sum = graph.add(new Add(), trunk, innerSum);
    graph.add(new Dense(8, 3), sum);
    return graph.build();
  }

  private static ModelSpec takenByFour() {
    GraphBuilder graph = graph();
    int trunk = graph.add(new Dense(INPUTS, 8));
    int first = graph.add(new Dense(8, 8), trunk);
    int second = graph.add(new Dense(8, 8), trunk);
    int third = graph.add(new LayerNorm(8), trunk);
    int sum = graph.add(new Add(), first, second, third, trunk);
    graph.add(new Dense(8, 3), sum);
    return graph.build();
  }

  private static ModelSpec takenTwiceByOne() {
    GraphBuilder graph = graph();
    int trunk = graph.add(new Dense(INPUTS, 8));
    graph.add(new Add(), trunk, trunk);
    graph.add(new Dense(8, 3));
    return graph.build();
  }

  private static ModelSpec joined() {
    GraphBuilder graph = graph();
    int left = graph.add(new Dense(INPUTS, 5), GraphBuilder.INPUT);
    int right = graph.add(new Dense(INPUTS, 4), GraphBuilder.INPUT);
    int join = graph.add(new Concat(), left, right, GraphBuilder.INPUT);
    int more = graph.add(new Dense(9 + INPUTS, 5), join);
    int sum = graph.add(new Add(), more, left);
    graph.add(new Concat(), sum, right, sum);
    graph.add(new Dense(14, 3));
    return graph.build();
  }

  private static ModelSpec normalised() {
    GraphBuilder graph = graph();
    int trunk = graph.add(new Dense(INPUTS, 16));
    graph.add(new LayerNorm(16));
    int branch = graph.add(new Dense(16, 16));
    graph.add(new Add(), trunk, branch);
    graph.add(new LayerNorm(16));
    graph.add(new Dense(16, 3));
    return graph.build();
  }

  @TestFactory
  Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
    return Stream.of(
        DynamicTest.dynamicTest("residual", () -> check(residual())),
        DynamicTest.dynamicTest("nested", () -> check(nested())),
        DynamicTest.dynamicTest("taken by four", () -> check(takenByFour())),
        DynamicTest.dynamicTest("taken twice by one", () -> check(takenTwiceByOne())),
        DynamicTest.dynamicTest("joined", () -> check(joined())),
        DynamicTest.dynamicTest("normalised", () -> check(normalised())));
  }

  /**
   * Rounding to int8 costs some hundredths; where it puts a value on the other side of a ReLU's
   * kink, one seed may lose more. A forgotten branch costs every seed much more than that.
   */
  private static void check(ModelSpec spec) {
    int count = spec.parameterShapes().size();
    double[][] errors = new double[count][SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      Model model = Model.initial(spec, new RandomSource(seed));
      RandomSequence draws = new RandomSequence(new RandomSource(seed).stream(1), 0);
      byte[] input = drawn(draws, INPUTS * BATCH);
      byte[] gradOutput = drawn(draws, spec.output().size() * BATCH);
      double[][] expected = differences(model, input, gradOutput);
      List<double[]> got = integers(model, input, gradOutput);
      for (int p = 0; p < count; p++) {
        errors[p][seed] = relativeError(expected[p], got.get(p));
      }
    }
    for (int p = 0; p < count; p++) {
      Arrays.sort(errors[p]);
      assertThat(errors[p][SEEDS - 1]).as("worst of parameter %s", p).isLessThan(0.35);
    }
  }

  /** Euclidean length of the difference, over that of what is expected. */
  private static double relativeError(double[] expected, double... got) {
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(got[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  private static byte[] drawn(RandomSequence draws, int size) {
    byte[] values = new byte[size];
    for (int i = 0; i < size; i++) {
      values[i] = (byte) (draws.nextBelow(255) - 127);
    }
    return values;
  }

  /** The way a trainer goes, with a given gradient of the output in steps of 1. */
  private static List<double[]> integers(Model model, byte[] input, byte... gradOutput) {
    ModelSpec spec = model.spec();
    Parameters parameters = new Parameters(spec);
    parameters.set(model);
    Workspace workspace =
        new Workspace(
            parameters, BATCH, Rescaling.DYNAMIC.newRequantizers(spec.nodes().size()), true);
    boolean[] isTrained = new boolean[spec.nodes().size()];
    Arrays.fill(isTrained, true);
    Backward backward = new Backward(workspace, Rescaling.DYNAMIC, isTrained);
    System.arraycopy(input, 0, workspace.values[0].values, 0, input.length);
    workspace.values[0].setScale(INPUT_SHIFT, 0, 0);
    workspace.forward(BATCH, 0, true, 0);
    System.arraycopy(gradOutput, 0, backward.gradOutput().values, 0, gradOutput.length);
    List<double[]> gradients = new ArrayList<>();
    for (int n = isTrained.length - 1; n >= backward.firstNode; n--) {
      backward.backward(n);
      LayerSite site = workspace.sites[n];
      for (int p = site.parameters.length - 1; p >= 0; p--) {
        Int32Buffer gradient = new Int32Buffer(site.parameters[p].values.length);
        site.layer.gradient(site, p, gradient);
        double step = FreshSites.step(gradient.shift, gradient.up, gradient.down);
        gradients.add(0, Arrays.stream(gradient.values).mapToDouble(v -> v * step).toArray());
      }
    }
    return gradients;
  }

  /** Slopes of {@code sum(gradOutput * output)}. */
  private static double[][] differences(Model model, byte[] input, byte... gradOutput) {
    double[][] parameters = model.parameters().stream().map(p -> reals(p)).toArray(double[][]::new);
    double[][] slopes = new double[parameters.length][];
    for (int p = 0; p < parameters.length; p++) {
      slopes[p] = new double[parameters[p].length];
      for (int i = 0; i < slopes[p].length; i++) {
        double before = parameters[p][i];
        parameters[p][i] = before + 1e-5;
        double above = loss(model.spec(), parameters, input, gradOutput);
        parameters[p][i] = before - 1e-5;
        double below = loss(model.spec(), parameters, input, gradOutput);
        parameters[p][i] = before;
        slopes[p][i] = (above - below) / 2e-5;
      }
    }
    return slopes;
  }

  private static double[] reals(Int8Tensor tensor) {
    double step =
        FreshSites.step(tensor.scale().shift(), tensor.scale().up(), tensor.scale().down());
    double[] reals = new double[tensor.size()];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = tensor.get(i) * step;
    }
    return reals;
  }

  private static double loss(
      ModelSpec spec, double[][] parameters, byte[] input, byte... gradOutput) {
    RealGraph graph = new RealGraph(spec);
    double loss = 0;
    for (int b = 0; b < BATCH; b++) {
      double[] x = new double[INPUTS];
      for (int f = 0; f < INPUTS; f++) {
        x[f] = Math.scalb((double) input[f * BATCH + b], INPUT_SHIFT);
      }
      double[] outputs = graph.outputs(parameters, x);
      for (int o = 0; o < outputs.length; o++) {
        loss += gradOutput[o * BATCH + b] * outputs[o];
      }
    }
    return loss;
  }
}
