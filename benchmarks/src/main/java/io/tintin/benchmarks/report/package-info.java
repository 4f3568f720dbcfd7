/** Tables, text and a chart of what was measured. */
@NullMarked
package io.tintin.benchmarks.report;

import org.jspecify.annotations.NullMarked;
