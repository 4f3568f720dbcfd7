/** Time that is passed in, so that a test or a simulation can decide it. */
@NullMarked
package io.tintin.device.time;

import org.jspecify.annotations.NullMarked;
