/** Delays between tries. */
@NullMarked
package io.tintin.transport.internal.retry;

import org.jspecify.annotations.NullMarked;
