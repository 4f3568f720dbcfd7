package io.tintin.mcu;

/**
 * Bytes that an exported program needs in the RAM of a machine of 32 bits, besides its stack: the
 * sum of its variables. What a linker leaves between them, to align them, is not in it.
 *
 * @param parameters int8 values that are learned
 * @param rule what the update rule keeps of them
 * @param arena activations and gradients of a step, which share it as they come and go
 * @param bookkeeping scales, exponents, counts, and the labels or targets of a batch
 */
public record MemoryPlan(long parameters, long rule, long arena, long bookkeeping) {
  /** What a budget leaves to the stack: more than that of any program here, of any core. */
  public static final long STACK_ROOM = 1024;

  /** All of it. */
  public long total() {
    return parameters + rule + arena + bookkeeping;
  }
}
