/** Update rules: from a gradient to new weights. */
@NullMarked
package io.tintin.core.optim;

import org.jspecify.annotations.NullMarked;
