/** Learning curves as pictures. */
@NullMarked
package io.tintin.cli.chart;

import org.jspecify.annotations.NullMarked;
