/** Runs of training, and what a saved model remembers of its run. */
@NullMarked
package io.tintin.cli.training;

import org.jspecify.annotations.NullMarked;
