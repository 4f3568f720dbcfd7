package io.tintin.benchmarks.result;

/**
 * A process of a contestant.
 *
 * @param firstStepNanos from the start of its JVM to the end of its first step, the median over
 *     several starts
 * @param peakKilobytes most memory that was resident
 * @param hash of its weights after a fixed number of steps, or of its answers; "none" if it has
 *     none
 * @param remark what it says of itself
 */
public record Started(
    Cell cell,
    Contestant contestant,
    long firstStepNanos,
    long peakKilobytes,
    String hash,
    String remark) {}
