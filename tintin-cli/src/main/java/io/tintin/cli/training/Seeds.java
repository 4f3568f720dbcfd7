package io.tintin.cli.training;

import io.tintin.core.model.Model;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSource;

/** The random sources of a run, all from its one seed. */
public final class Seeds {
  private final RandomSource root;

  public Seeds(long seed) {
    this.root = new RandomSource(seed);
  }

  /** A model with drawn weights. */
  public Model model(ModelSpec spec) {
    return Model.initial(spec, root.stream(0));
  }

  /** Of the steps. */
  public long steps() {
    return root.stream(1).key();
  }

  /** Of what is held out and what is left away. */
  public RandomSource parts() {
    return root.stream(2);
  }

  /** Of the order of examples in an epoch, counted from 1. */
  public RandomSource order(int epoch) {
    return root.stream(3).stream(epoch);
  }
}
