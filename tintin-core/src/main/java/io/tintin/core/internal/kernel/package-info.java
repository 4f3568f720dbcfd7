/** Loops over flat arrays; everything was checked before. */
@NullMarked
package io.tintin.core.internal.kernel;

import org.jspecify.annotations.NullMarked;
