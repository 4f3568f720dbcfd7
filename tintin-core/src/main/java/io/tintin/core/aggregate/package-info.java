/** What clients send for a round, and how it becomes one model. */
@NullMarked
package io.tintin.core.aggregate;

import org.jspecify.annotations.NullMarked;
