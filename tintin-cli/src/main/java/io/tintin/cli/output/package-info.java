/** Files that are there whole or not at all. */
@NullMarked
package io.tintin.cli.output;

import org.jspecify.annotations.NullMarked;
