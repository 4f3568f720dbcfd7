package io.tintin.transport.link;

/**
 * Counters of a link since it was opened. Every accepted publish ends as acknowledged, refused or
 * lost; every received message as handled or abandoned, unless it still waits.
 *
 * @param connections connections made, the first included
 * @param published messages given to {@link MessageLink#publish}
 * @param acknowledged publishes the carrier has
 * @param refused publishes refused by the carrier, or here for their size or a full queue
 * @param lost publishes without a word at their deadline or at the end of the connection
 * @param received messages that arrived, copies included
 * @param handled messages acknowledged after their handlers returned
 * @param handlerFailures exceptions of handlers; the message is handed over again
 * @param abandoned messages given up because too many waited for a handler
 */
public record LinkStats(
    long connections,
    long published,
    long acknowledged,
    long refused,
    long lost,
    long received,
    long handled,
    long handlerFailures,
    long abandoned) {}
