/**
 * The main job: eight wireless motes learn from their own readings and from each other.
 *
 * <p>{@link io.tintin.samples.motes.MotesDemo} is the command, {@link
 * io.tintin.samples.motes.Gateway} the way of one mote's data, {@link
 * io.tintin.samples.motes.Federation} the rounds.
 */
@NullMarked
package io.tintin.samples.motes;

import org.jspecify.annotations.NullMarked;
