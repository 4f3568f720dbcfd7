/** The command {@code tintin}. */
@NullMarked
package io.tintin.cli;

import org.jspecify.annotations.NullMarked;
