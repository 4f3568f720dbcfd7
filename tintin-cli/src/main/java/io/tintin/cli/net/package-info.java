/** Architectures from the text of an option or a file. */
@NullMarked
package io.tintin.cli.net;

import org.jspecify.annotations.NullMarked;
