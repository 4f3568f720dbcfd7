package io.tintin.samples.motes;

/** What decides the bits of a run. */
public record Settings(Horizon horizon, RoundPlan plan, long seed) {
  public Channels channels() {
    return new Channels(horizon);
  }
}
