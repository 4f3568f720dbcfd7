/** Layers; one class holds the forward and the backward pass. */
@NullMarked
package io.tintin.core.layer;

import org.jspecify.annotations.NullMarked;
