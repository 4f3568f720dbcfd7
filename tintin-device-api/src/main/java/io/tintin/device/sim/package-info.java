/** A device without hardware, on virtual time that advances only when it is told. */
@NullMarked
package io.tintin.device.sim;

import org.jspecify.annotations.NullMarked;
