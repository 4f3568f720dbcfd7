/** Runs peers side by side, each in a process of its own. */
@NullMarked
package io.tintin.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
