package io.tintin.transport.internal.mqtt;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to make one connection.
 *
 * @param receiveMaximum messages the broker may send ahead of our acknowledgements
 */
public record ConnectionSettings(
    URI broker,
    String clientId,
    @Nullable String user,
    @Nullable String password,
    Duration connectTimeout,
    Duration keepAlive,
    Duration sessionExpiry,
    Duration messageExpiry,
    int receiveMaximum) {}
