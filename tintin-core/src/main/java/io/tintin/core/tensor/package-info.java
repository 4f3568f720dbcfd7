/** Int8 tensors with a shared scale: immutable at the edges, reused buffers inside. */
@NullMarked
package io.tintin.core.tensor;

import org.jspecify.annotations.NullMarked;
