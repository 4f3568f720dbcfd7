package io.tintin.benchmarks.result;

/**
 * The speed of one kernel.
 *
 * @param provider of kernels, and the JDK: {@code plain-17}
 * @param name of the kernel and its shape
 * @param gops 10^9 operations per second; a product with its addition is two
 */
public record Kernel(String provider, String name, int batch, double gops) {}
