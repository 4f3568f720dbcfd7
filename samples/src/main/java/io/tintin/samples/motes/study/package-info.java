/** Whether it is any good: the same learning compared with float32, with pools, and with nobody. */
@NullMarked
package io.tintin.samples.motes.study;

import org.jspecify.annotations.NullMarked;
