/** What int8 values mean as real numbers, and int8 of real numbers. */
@NullMarked
package io.tintin.cli.real;

import org.jspecify.annotations.NullMarked;
