package io.tintin.transport.federation;

import io.tintin.core.model.ModelId;
import java.time.Duration;
import java.util.Set;

/**
 * A closed round.
 *
 * @param round from 1
 * @param participants how many were asked
 * @param contributors whose updates count, sorted
 * @param exampleCount examples behind them
 * @param extensions how often the deadline passed below the quorum
 * @param duration from opening to closing, by the wall clock
 * @param model id of the model it made
 */
public record RoundReport(
    int round,
    int participants,
    Set<String> contributors,
    long exampleCount,
    int extensions,
    Duration duration,
    ModelId model) {}
