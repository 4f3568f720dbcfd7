/**
 * Slots that survive power cuts: two generations of each key, the old or the new but never a mix.
 */
@NullMarked
package io.tintin.device.store;

import org.jspecify.annotations.NullMarked;
