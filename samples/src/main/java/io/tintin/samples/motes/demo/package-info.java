/** The command {@code bin/demo} and its report. */
@NullMarked
package io.tintin.samples.motes.demo;

import org.jspecify.annotations.NullMarked;
