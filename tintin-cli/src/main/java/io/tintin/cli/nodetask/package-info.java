/** Learning on a node, one example a step: int8 against float32 in Java and on emulated boards. */
@NullMarked
package io.tintin.cli.nodetask;

import org.jspecify.annotations.NullMarked;
