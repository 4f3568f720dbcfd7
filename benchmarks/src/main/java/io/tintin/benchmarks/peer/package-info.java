/** What every measured process has in common: nets, examples, and the lines it speaks. */
@NullMarked
package io.tintin.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
