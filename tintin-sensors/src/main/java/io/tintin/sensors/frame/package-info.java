/** Frames of int8 features, the normaliser that makes them, and the labels that join them. */
@NullMarked
package io.tintin.sensors.frame;

import org.jspecify.annotations.NullMarked;
