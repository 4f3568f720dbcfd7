/** The honest rival: training of the same nets in float32, for comparison only. */
@NullMarked
package io.tintin.cli.floating;

import org.jspecify.annotations.NullMarked;
