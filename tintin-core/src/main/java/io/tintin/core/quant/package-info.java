/** Scales and rounding: the one home of every shift that rounds. */
@NullMarked
package io.tintin.core.quant;

import org.jspecify.annotations.NullMarked;
