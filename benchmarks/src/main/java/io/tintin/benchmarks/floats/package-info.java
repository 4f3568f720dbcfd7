/**
 * Trainers in float32 of the same nets, to compare with: descent with momentum and biases, in plain
 * Java and on the Vector API.
 */
@NullMarked
package io.tintin.benchmarks.floats;

import org.jspecify.annotations.NullMarked;
