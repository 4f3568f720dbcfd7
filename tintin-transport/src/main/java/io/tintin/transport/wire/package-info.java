/** The messages of a federation, and their bytes. */
@NullMarked
package io.tintin.transport.wire;

import org.jspecify.annotations.NullMarked;
