/** Flags that travel with a sample, so that the learner decides and nothing is dropped silently. */
@NullMarked
package io.tintin.sensors.quality;

import org.jspecify.annotations.NullMarked;
