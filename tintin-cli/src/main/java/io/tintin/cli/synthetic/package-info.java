/**
 * Two tasks of sensor nodes as synthetic signals: faults of motor bearings, and who uses a radio
 * channel. Signals are physics in floating point, the same on every machine; features are integers
 * that a node computes from what its converter measures.
 */
@NullMarked
package io.tintin.cli.synthetic;

import org.jspecify.annotations.NullMarked;
