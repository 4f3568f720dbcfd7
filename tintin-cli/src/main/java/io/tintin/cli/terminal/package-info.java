/** What a run says while it lasts, and tables. */
@NullMarked
package io.tintin.cli.terminal;

import org.jspecify.annotations.NullMarked;
