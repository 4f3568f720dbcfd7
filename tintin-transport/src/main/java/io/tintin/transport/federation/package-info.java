/** Federated rounds: the server that closes them, and the client of a gateway. */
@NullMarked
package io.tintin.transport.federation;

import org.jspecify.annotations.NullMarked;
