package io.tintin.core.train;

import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.rescaling.FrozenRequantizer;
import io.tintin.core.rescaling.Requantizer;
import io.tintin.core.rescaling.TrackedRequantizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A model for inference alone: the scale of every activation is fixed, so the outputs of an example
 * depend on nothing but the example. It is what is exported.
 *
 * @param inputScale real value of one step of the features
 * @param shifts power of two in the scale of each layer's output, layer by layer; of a layer that
 *     does not requantise it is not used
 */
public record FrozenModel(Model model, Scale inputScale, List<Integer> shifts) {
  /** Largest magnitude of a shift. */
  public static final int MAX_SHIFT = 1 << 17;

  public FrozenModel {
    shifts = List.copyOf(shifts);
    int count = model.spec().nodes().size();
    if (shifts.size() != count) {
      throw new IllegalArgumentException("shifts must be " + count + ": " + shifts.size());
    }
    for (int shift : shifts) {
      if (Math.abs(shift) > MAX_SHIFT) {
        throw new IllegalArgumentException(
            "shift must be in [-" + MAX_SHIFT + ", " + MAX_SHIFT + "]: " + shift);
      }
    }
  }

  /**
   * Fixes the scales at the coarsest that an example needs, so that none of them is clipped by more
   * than roundings in the layers before.
   *
   * @param examples features as {@link Predictor#run} takes them, at least one
   * @throws IllegalArgumentException if there are none, or one does not fit
   */
  public static FrozenModel calibrated(Model model, Scale inputScale, Iterable<byte[]> examples) {
    Predictor predictor = Predictor.tracking(model, inputScale);
    List<Integer> shifts = List.of();
    for (byte[] example : examples) {
      predictor.run(example);
      shifts = coarsest(shifts, predictor.endTrackedStep());
    }
    if (shifts.isEmpty()) {
      throw new IllegalArgumentException("examples must be at least 1: 0");
    }
    return new FrozenModel(model, inputScale, shifts);
  }

  private static List<Integer> coarsest(List<Integer> before, List<Integer> now) {
    List<Integer> shifts = new ArrayList<>(now);
    for (int i = 0; i < before.size(); i++) {
      shifts.set(i, Math.max(before.get(i), now.get(i)));
    }
    return shifts;
  }

  /** The exponent that a place has reached; 0 if it does not requantise. */
  static int shiftOf(TrackedRequantizer tracker) {
    return tracker.isSet() ? tracker.shift() : 0;
  }

  /** Of the output of each node. */
  Requantizer[] requantizers() {
    Requantizer[] requantizers = new Requantizer[shifts.size()];
    for (int n = 0; n < requantizers.length; n++) {
      requantizers[n] = new FrozenRequantizer(shifts.get(n));
    }
    return requantizers;
  }
}
