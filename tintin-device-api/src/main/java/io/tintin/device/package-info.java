/**
 * What a device is: an identity, its capabilities, its time and its store. It knows nothing of
 * learning.
 */
@NullMarked
package io.tintin.device;

import org.jspecify.annotations.NullMarked;
