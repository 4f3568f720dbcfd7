/** Kernels in C, called by JNI. */
@NullMarked
package io.tintin.nativekernels;

import org.jspecify.annotations.NullMarked;
