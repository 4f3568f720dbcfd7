package io.tintin.samples.motes;

import java.nio.file.Path;

/**
 * What decides the bits of a run.
 *
 * @param folder with the files of both campaigns
 */
record Settings(Path folder, Horizon horizon, RoundPlan plan, long seed) {
  Channels channels() {
    return new Channels(horizon);
  }

  Recipe eventRecipe() {
    return Recipe.EVENT;
  }

  Recipe forecastRecipe() {
    return Recipe.forecast(channels());
  }
}
