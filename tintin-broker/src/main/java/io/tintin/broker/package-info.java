/** An MQTT 5 broker inside this process, for demos, tests and small sites. */
@NullMarked
package io.tintin.broker;

import org.jspecify.annotations.NullMarked;
