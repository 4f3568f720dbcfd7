/** Where samples come from. */
@NullMarked
package io.tintin.sensors.source;

import org.jspecify.annotations.NullMarked;
