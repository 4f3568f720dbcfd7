package io.tintin.transport.wire;

/** What a message says. */
public sealed interface Body
    permits Hello, RoundTask, RoundUpdate, Receipts, RunFinished, RunFailed {}
