/** Integer features of one channel over a window. */
@NullMarked
package io.tintin.sensors.feature;

import org.jspecify.annotations.NullMarked;
