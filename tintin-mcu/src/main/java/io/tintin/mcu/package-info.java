/** Writes a model and its training as C99 for microcontrollers, with the same bits. */
@NullMarked
package io.tintin.mcu;

import org.jspecify.annotations.NullMarked;
