/** Random bits that are a pure function of a key and a counter. */
@NullMarked
package io.tintin.core.random;

import org.jspecify.annotations.NullMarked;
