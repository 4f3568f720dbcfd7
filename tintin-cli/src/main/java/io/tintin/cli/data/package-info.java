/** Examples from files: reading, splitting, shuffling, and normalising them to int8. */
@NullMarked
package io.tintin.cli.data;

import org.jspecify.annotations.NullMarked;
