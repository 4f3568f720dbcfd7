/** Windows on event time, and what features see of a channel. */
@NullMarked
package io.tintin.sensors.window;

import org.jspecify.annotations.NullMarked;
