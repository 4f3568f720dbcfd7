/** Trainers of others, each the {@code main} of a process. */
@NullMarked
package io.tintin.benchmarks.rival;

import org.jspecify.annotations.NullMarked;
