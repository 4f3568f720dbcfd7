package io.tintin.transport.link;

/** What became of a publish. */
public sealed interface PublishOutcome {
  /** The carrier has it. */
  record Acknowledged() implements PublishOutcome {}

  /** The carrier, or the link on its behalf, said no; the message went nowhere. */
  record Refused(String reason) implements PublishOutcome {}

  /** No word in time, or the link broke: it may have arrived or not. */
  record Lost(String reason) implements PublishOutcome {}
}
