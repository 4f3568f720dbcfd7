package io.tintin.mcu;

/**
 * Bytes that an exported program needs in RAM, besides its stack.
 *
 * @param parameters int8 values that are learned
 * @param rule what the update rule keeps of them
 * @param arena activations and gradients of a step, which share it as they come and go
 * @param bookkeeping scales, exponents and counts; not the labels or targets of a batch
 */
public record MemoryPlan(long parameters, long rule, long arena, long bookkeeping) {
  /** All of it. */
  public long total() {
    return parameters + rule + arena + bookkeeping;
  }
}
