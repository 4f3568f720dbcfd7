/** Frames on a serial line, and questions that are asked until they are answered. */
@NullMarked
package io.tintin.device.line;

import org.jspecify.annotations.NullMarked;
