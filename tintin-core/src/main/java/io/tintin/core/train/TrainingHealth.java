package io.tintin.core.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How a step went inside, layer by layer, with advice in words where something is wrong.
 *
 * @param loss of the step, as {@link Trainer#step} returns it
 * @param layers one of each layer
 */
public record TrainingHealth(long loss, List<LayerHealth> layers) {
  /**
   * One layer in one step. Shares are in thousandths, rounded down.
   *
   * @param name of the layer, with its number
   * @param saturatedPermille activations at ±127
   * @param deadUnits outputs that were 0 for every example of the pass
   * @param units outputs
   * @param parameters one of each parameter
   */
  public record LayerHealth(
      String name,
      int saturatedPermille,
      int deadUnits,
      int units,
      List<ParameterHealth> parameters) {
    public LayerHealth {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * One parameter in one step. Shares are in thousandths, rounded down.
   *
   * @param isVector whether it is a bias or another vector, which may well be small
   * @param saturatedPermille values at ±127
   * @param changedPermille values that the step changed, their fraction included
   * @param largest magnitude of a value
   */
  public record ParameterHealth(
      boolean isVector, int saturatedPermille, int changedPermille, int largest) {}

  private static final int MANY = 100;

  public TrainingHealth {
    layers = List.copyOf(layers);
  }

  /** What is wrong and what to try, a sentence each; empty if nothing is. */
  public List<String> advice() {
    List<String> advice = new ArrayList<>();
    for (LayerHealth layer : layers) {
      if (layer.saturatedPermille > MANY) {
        advice.add(
            layer.name
                + ": "
                + layer.saturatedPermille
                + " of 1000 activations are at the end of their range; lower the learning rate");
      }
      if (2 * layer.deadUnits > layer.units) {
        advice.add(
            layer.name
                + ": "
                + layer.deadUnits
                + " of "
                + layer.units
                + " units are 0 for every example; lower the learning rate, use a leaky ReLU, or"
                + " start from another seed");
      }
      layer.parameters.forEach(parameter -> advise(layer.name, parameter, advice));
    }
    return advice;
  }

  private static void advise(String name, ParameterHealth parameter, List<String> advice) {
    if (!parameter.isVector && parameter.changedPermille == 0) {
      advice.add(
          name
              + ": no weight in 1000 changed; raise the learning rate, or use a rule with fractions"
              + " and stochastic rounding");
    }
    if (parameter.saturatedPermille > MANY) {
      advice.add(
          name
              + ": "
              + parameter.saturatedPermille
              + " of 1000 weights are at the end of their range; use a rule that scales them down");
    }
    if (!parameter.isVector && parameter.largest > 0 && parameter.largest < 16) {
      advice.add(
          name
              + ": no weight is above "
              + parameter.largest
              + " of 127, so few of the 8 bits are used; scale them up");
    }
  }
}
