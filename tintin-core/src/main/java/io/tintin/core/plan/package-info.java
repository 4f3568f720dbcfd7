/** What a model costs and what it cannot overflow, told from its architecture alone. */
@NullMarked
package io.tintin.core.plan;

import org.jspecify.annotations.NullMarked;
