package io.tintin.device.line;

/**
 * What came over a line.
 *
 * @param frames accepted
 * @param damaged with a wrong checksum, or cut off
 * @param overlong longer than the receiver takes
 */
public record LineCounters(long frames, long damaged, long overlong) {}
