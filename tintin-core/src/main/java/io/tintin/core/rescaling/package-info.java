/** Where int32 accumulators become int8, and the policies that choose the scale. */
@NullMarked
package io.tintin.core.rescaling;

import org.jspecify.annotations.NullMarked;
