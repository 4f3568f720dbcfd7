/**
 * The main job: eight wireless motes learn from their own readings and from each other.
 *
 * <p>{@link io.tintin.samples.motes.Gateway} is the way of one mote's data, {@link
 * io.tintin.samples.motes.Federation} the rounds, {@link io.tintin.samples.motes.Recipe} what is
 * learned and how. The command is in {@code demo}, comparisons are in {@code study}.
 */
@NullMarked
package io.tintin.samples.motes;

import org.jspecify.annotations.NullMarked;
