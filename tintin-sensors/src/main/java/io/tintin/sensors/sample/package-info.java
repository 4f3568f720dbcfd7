/** Samples: integers in the unit of their channel, and how decimal text becomes one. */
@NullMarked
package io.tintin.sensors.sample;

import org.jspecify.annotations.NullMarked;
