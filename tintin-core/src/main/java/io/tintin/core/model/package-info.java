/** Architectures, models and their saved form. */
@NullMarked
package io.tintin.core.model;

import org.jspecify.annotations.NullMarked;
