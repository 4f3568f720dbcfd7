/** Learning that goes on: replay and test-then-train scores. */
@NullMarked
package io.tintin.core.continual;

import org.jspecify.annotations.NullMarked;
