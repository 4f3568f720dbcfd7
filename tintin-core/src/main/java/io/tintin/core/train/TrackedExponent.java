package io.tintin.core.train;

/**
 * Where one place of a step that requantises by {@link io.tintin.core.rescaling.Rescaling#TRACKED}
 * rescaling stands between two steps.
 *
 * @param isSet whether a step has reached the place
 * @param exponent of the values that it makes, as far as it is set
 * @param calmSteps steps running that needed less
 */
public record TrackedExponent(boolean isSet, int exponent, int calmSteps) {}
