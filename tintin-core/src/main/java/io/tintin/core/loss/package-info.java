/** Losses: from outputs and targets to the gradient that is sent back. */
@NullMarked
package io.tintin.core.loss;

import org.jspecify.annotations.NullMarked;
