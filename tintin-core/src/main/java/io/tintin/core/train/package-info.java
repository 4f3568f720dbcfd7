/** The trainer, its state, and inference. */
@NullMarked
package io.tintin.core.train;

import org.jspecify.annotations.NullMarked;
