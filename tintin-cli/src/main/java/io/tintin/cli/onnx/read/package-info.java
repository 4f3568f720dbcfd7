/** Reading of ONNX files, and of float32 nets in them; bytes are not trusted. */
@NullMarked
package io.tintin.cli.onnx.read;

import org.jspecify.annotations.NullMarked;
