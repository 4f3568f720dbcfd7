/** The pipeline from sensor samples to int8 frames: quality, windows, features, normaliser. */
@NullMarked
package io.tintin.sensors;

import org.jspecify.annotations.NullMarked;
