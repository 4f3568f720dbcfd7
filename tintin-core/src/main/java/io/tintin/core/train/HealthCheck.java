package io.tintin.core.train;

import io.tintin.core.layer.LayerSite;
import io.tintin.core.optim.Parameter;
import io.tintin.core.train.TrainingHealth.LayerHealth;
import io.tintin.core.train.TrainingHealth.ParameterHealth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Looks at a trainer before and after a step. */
final class HealthCheck {
  private final Workspace workspace;
  private final Parameter[] parameters;
  private final byte[][] weights;
  private final int[][] states;

  /** Keeps a copy of all parameters. */
  HealthCheck(Workspace workspace, Parameter[] parameters) {
    this.workspace = workspace;
    this.parameters = parameters;
    this.weights =
        Arrays.stream(parameters).map(p -> p.weights.values.clone()).toArray(byte[][]::new);
    this.states = Arrays.stream(parameters).map(p -> p.state.clone()).toArray(int[][]::new);
  }

  /** What the step did, and what the last pass left in the workspace. */
  TrainingHealth afterStep(long loss) {
    List<LayerHealth> layers = new ArrayList<>();
    int next = 0;
    for (int n = 0; n < workspace.sites.length; n++) {
      LayerSite site = workspace.sites[n];
      List<ParameterHealth> ofLayer = new ArrayList<>();
      for (int p = 0; p < site.parameters.length; p++) {
        ofLayer.add(ofParameter(next++));
      }
      layers.add(ofLayer(n, site, ofLayer));
    }
    return new TrainingHealth(loss, layers);
  }

  private static LayerHealth ofLayer(int n, LayerSite site, List<ParameterHealth> parameters) {
    byte[] values = site.output.values;
    int units = site.outputShape.size();
    int dead = 0;
    long saturated = 0;
    for (int u = 0; u < units; u++) {
      boolean isDead = true;
      for (int i = u * site.batch; i < (u + 1) * site.batch; i++) {
        isDead &= values[i] == 0;
        saturated += Math.abs(values[i]) == 127 ? 1 : 0;
      }
      dead += isDead ? 1 : 0;
    }
    int share = permille(saturated, (long) units * site.batch);
    String name = "layer " + n + " " + site.layer;
    return new LayerHealth(name, share, dead, units, parameters);
  }

  private ParameterHealth ofParameter(int number) {
    Parameter parameter = parameters[number];
    int largest = 0;
    long saturated = 0;
    long changed = 0;
    for (int i = 0; i < parameter.count; i++) {
      int magnitude = Math.abs(parameter.weights.values[i]);
      largest = Math.max(largest, magnitude);
      saturated += magnitude == 127 ? 1 : 0;
      changed += hasChanged(number, i) ? 1 : 0;
    }
    int count = parameter.count;
    return new ParameterHealth(
        !parameter.decays, permille(saturated, count), permille(changed, count), largest);
  }

  private boolean hasChanged(int number, int i) {
    Parameter parameter = parameters[number];
    return parameter.weights.values[i] != weights[number][i]
        || (parameter.state.length > 0 && parameter.master(i) != (short) states[number][i]);
  }

  private static int permille(long part, long whole) {
    return (int) (1000 * part / whole);
  }
}
