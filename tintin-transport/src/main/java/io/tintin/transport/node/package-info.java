/** The gateway's side of a microcontroller that takes part in rounds. */
@NullMarked
package io.tintin.transport.node;

import org.jspecify.annotations.NullMarked;
