/** Arithmetic that the other packages share; not exported. */
@NullMarked
package io.tintin.sensors.internal;

import org.jspecify.annotations.NullMarked;
