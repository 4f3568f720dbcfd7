package io.tintin.cli.training;

import io.tintin.cli.data.Dataset;
import io.tintin.cli.data.Normalizer;
import io.tintin.core.model.Model;
import io.tintin.core.train.FrozenModel;
import java.util.List;

/** The scales of activations of a model that was trained elsewhere. */
public final class Calibration {
  /** Most examples that are looked at. */
  public static final int MAX_EXAMPLES = 1024;

  private Calibration() {}

  /** Exponents, layer by layer, that clip nothing of the first examples, of which there is one. */
  public static List<Integer> shifts(Model model, Dataset data) {
    List<byte[]> examples = data.examples(0, Math.min(MAX_EXAMPLES, data.count()));
    return FrozenModel.calibrated(model, Normalizer.SCALE, examples).shifts();
  }
}
