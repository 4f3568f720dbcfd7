/** Links that carry messages: MQTT, and a hub inside one process. */
@NullMarked
package io.tintin.transport.link;

import org.jspecify.annotations.NullMarked;
