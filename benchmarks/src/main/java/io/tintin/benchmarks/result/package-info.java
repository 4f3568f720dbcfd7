/** What was measured, and the files in which it is kept. */
@NullMarked
package io.tintin.benchmarks.result;

import org.jspecify.annotations.NullMarked;
