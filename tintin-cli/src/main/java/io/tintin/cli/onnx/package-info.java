/** Export of frozen models to ONNX, bit for bit or not at all, and the way back. */
@NullMarked
package io.tintin.cli.onnx;

import org.jspecify.annotations.NullMarked;
