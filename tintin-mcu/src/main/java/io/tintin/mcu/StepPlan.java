package io.tintin.mcu;

import java.util.List;

/**
 * The calls of a step in their order, and the tensors that share the arena as they come and go.
 *
 * @param calls what each does
 * @param tensors by the moment at which they begin
 * @param pageBytes of flash, or of another memory, that values are paged to within a step
 * @param choices what was chosen so that a budget is kept, in words; empty if nothing had to be
 */
public record StepPlan(
    List<String> calls, List<Tensor> tensors, long pageBytes, List<String> choices) {
  /**
   * A tensor of a batch, int8.
   *
   * @param name values that have this memory, one after another
   * @param offset in the arena
   * @param from number of the call that writes it first
   * @param to number of the last call that reads it
   */
  public record Tensor(String name, long bytes, long offset, int from, int to) {}

  /** Of a program without an arena of its own. */
  static final StepPlan NONE = new StepPlan(List.of(), List.of(), 0, List.of());

  public StepPlan {
    calls = List.copyOf(calls);
    tensors = List.copyOf(tensors);
    choices = List.copyOf(choices);
  }
}
