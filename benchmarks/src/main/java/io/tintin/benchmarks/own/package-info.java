/** Trainers of this project, each the {@code main} of a process. */
@NullMarked
package io.tintin.benchmarks.own;

import org.jspecify.annotations.NullMarked;
