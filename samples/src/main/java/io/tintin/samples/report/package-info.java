/** Tables and pictures for reports: self-contained HTML with charts in SVG. */
@NullMarked
package io.tintin.samples.report;

import org.jspecify.annotations.NullMarked;
