/** Little-endian reading and writing with a checksum. */
@NullMarked
package io.tintin.core.internal.codec;

import org.jspecify.annotations.NullMarked;
