package io.tintin.sensors.source;

/**
 * Counters of a {@link CsvSource}.
 *
 * @param rows rows read, without the header
 * @param unreadable lines that are not CSV: a quote does not close, or more than 64 Ki characters
 * @param filtered rows of another value in the filter column
 * @param untimed rows whose time is missing, malformed or out of range: without a time, their
 *     samples can't be offered
 * @param samples samples offered
 * @param missing those without a value
 * @param malformed those that were not numbers
 * @param overflowing those too large for an int, offered as its bound and flagged as out of range
 * @param badLabels labels that were missing, malformed or too large for an int
 */
public record CsvStats(
    long rows,
    long unreadable,
    long filtered,
    long untimed,
    long samples,
    long missing,
    long malformed,
    long overflowing,
    long badLabels) {}
