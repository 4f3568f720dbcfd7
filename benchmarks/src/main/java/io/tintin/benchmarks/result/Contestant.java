package io.tintin.benchmarks.result;

/** A peer on so many threads. */
public record Contestant(String peer, int threads) {}
