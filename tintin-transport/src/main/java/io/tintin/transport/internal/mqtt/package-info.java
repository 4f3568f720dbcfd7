/** One MQTT connection over Eclipse Paho, with its defects fenced in. */
@NullMarked
package io.tintin.transport.internal.mqtt;

import org.jspecify.annotations.NullMarked;
